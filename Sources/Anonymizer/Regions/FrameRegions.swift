// SPDX-License-Identifier: Apache-2.0

/// What was masked in one frame: one line of a job's file of regions, from which outlines are drawn and coverage is counted. It holds places
/// and nothing of the picture.
package struct FrameRegions: Sendable, Hashable, Codable {
    /// Counted from 0.
    package var frame: Int
    /// As they were masked, widened, clipped to the picture.
    package var regions: [Region]

    package init(frame: Int, regions: [Region]) {
        self.frame = frame
        self.regions = regions
    }
}
