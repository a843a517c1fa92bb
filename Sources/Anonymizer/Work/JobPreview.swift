// SPDX-License-Identifier: Apache-2.0

/// One frame of a job's clip as somebody wants to see it.
package struct JobPreviewWish: Sendable, Hashable, Codable {
    package var job: Int64
    /// Counted from 0; `nil` for the newest that is processed, or the middle of a clip that is done.
    package var frame: Int?
    /// The longer side of the picture, in pixels, `sides`.
    package var side: Int
    /// The input's frame and not the output's. It shows whoever was there: it takes a right of its own, and each look is recorded.
    package var isOriginal: Bool

    package init(job: Int64, frame: Int? = nil, side: Int, isOriginal: Bool = false) {
        self.job = job
        self.frame = frame
        self.side = side
        self.isOriginal = isOriginal
    }

    package static let sides = 16...PreviewPicture.sideMost
}

/// What came of the wish. Nobody keeps it.
package enum JobPreview: Sendable, Hashable, Codable {
    case picture(PreviewPicture)
    /// Why there is none, in one line.
    case refused(String)
}
