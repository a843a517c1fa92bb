// SPDX-License-Identifier: Apache-2.0

/// What a job did, for the record and for whoever has to vouch for it. It holds no part of any picture.
package struct JobReport: Sendable, Hashable, Codable {
    /// A file with what it hashes to.
    package struct HashedFile: Sendable, Hashable, Codable {
        package var path: String
        package var bytes: Int64
        /// In hexadecimal; empty for a stream.
        package var sha256: String

        package init(path: String, bytes: Int64, sha256: String) {
            self.path = path
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// What was detected of one class.
    package struct ClassCount: Sendable, Hashable, Codable {
        package var kind: RegionClass
        package var detections: Int
        package var meanConfidence: Double
        package var leastConfidence: Double

        package init(kind: RegionClass, detections: Int, meanConfidence: Double, leastConfidence: Double) {
            self.kind = kind
            self.detections = detections
            self.meanConfidence = meanConfidence
            self.leastConfidence = leastConfidence
        }
    }

    /// The worker's version.
    package var program: String
    package var input: HashedFile
    /// One file; several for a folder of images or a stream; none where the job failed.
    package var outputs: [HashedFile] = []
    package var clip: OpenedClip?
    package var options: JobOptions
    package var models: [UsedModel] = []
    package var framesIn = 0
    package var framesOut = 0
    package var classes: [ClassCount] = []
    /// Regions that were masked, all frames together, and those of them that no detector found in their frame.
    package var regions = 0
    package var bridgedRegions = 0
    /// Frames without a region.
    package var emptyFrames = 0
    /// Filled pixels by method.
    package var filledPixels: [FillMethod: Int64] = [:]
    /// Regions that were found again in processed frames and masked once more, and those that were left at the end.
    package var residualMasked = 0
    package var residualLeft = 0
    /// What the job does not cover, each a sentence that says DEGRADED on the screen; empty where all that it is for was covered.
    package var degraded: [String] = []
    /// What a reader has to know besides: "standing persons and vehicles are not covered", sound that was kept.
    package var notes: [String] = []
    package var seconds = 0.0

    package init(program: String, input: HashedFile, options: JobOptions) {
        self.program = program
        self.input = input
        self.options = options
    }

    package var isDegraded: Bool { !degraded.isEmpty }
}
