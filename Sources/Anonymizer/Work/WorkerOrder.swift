// SPDX-License-Identifier: Apache-2.0

/// What a worker is to do: one line of JSON on its standard input. What it may read and write is named here and nowhere else.
package enum WorkerOrder: Sendable, Hashable, Codable {
    /// Process a clip; answered by `WorkerMessage` lines on standard output, of which the last is `.succeeded` or `.failed`.
    case process(Processing)
    /// Show one frame of a file; answered by `.preview` or `.failed`.
    case preview(PreviewWish)
    /// Whether models do what they are for; answered by `.tested` for each and `.succeeded` never: the end of output is the end.
    case selfTest([UsedModel])

    package struct Processing: Sendable, Hashable, Codable {
        /// A file, a folder of images, or the address of a stream (`rtsp://...`).
        package var input: String
        /// The file, or for images and streams the folder, that is to be there when all is done. Nothing may be there yet.
        package var output: String
        package var options: JobOptions
        /// What detects and completes, verified before: files, kinds and what they hash to.
        package var models: [UsedModel]
        /// Where lines of `FrameRegions` go; `nil` for nowhere.
        package var regions: String?
        /// Pixels along the longer side of the previews that go with progress; 0 for none.
        package var previewSide: Int

        package init(
            input: String, output: String, options: JobOptions = JobOptions(), models: [UsedModel] = [],
            regions: String? = nil, previewSide: Int = 0
        ) {
            self.input = input
            self.output = output
            self.options = options
            self.models = models
            self.regions = regions
            self.previewSide = previewSide
        }
    }

    package struct PreviewWish: Sendable, Hashable, Codable {
        package var file: String
        /// Counted from 0; one behind the end shows the last frame.
        package var frame: Int
        /// The longer side of the picture, in pixels, 16 to 1024.
        package var side: Int
        /// The file of regions of the job that made the file, and of which frame's they are wanted, `nil` for the one that is shown; without a file none are shown.
        package var regions: String?
        package var regionsFrame: Int?

        package init(file: String, frame: Int, side: Int, regions: String? = nil, regionsFrame: Int? = nil) {
            self.file = file
            self.frame = frame
            self.side = side
            self.regions = regions
            self.regionsFrame = regionsFrame
        }
    }
}
