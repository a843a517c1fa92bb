// SPDX-License-Identifier: Apache-2.0

/// A part of one frame in which something is that is to be masked.
package struct Region: Sendable, Hashable, Codable {
    /// Why it is masked in this frame.
    package enum Origin: String, Sendable, Hashable, Codable {
        /// A detector found it in this frame.
        case detected
        /// It stands between two detections of the same track, or before its first or after its last one.
        case bridged
        /// It was still found in the processed picture, and masked once more.
        case residual
    }

    package var box: PixelBox
    package var kind: RegionClass
    /// The detector's confidence, 0 to 1; 1 for motion. Of a bridged region the least of the detections beside it.
    package var confidence: Double
    package var origin: Origin

    package init(box: PixelBox, kind: RegionClass, confidence: Double, origin: Origin) {
        self.box = box
        self.kind = kind
        self.confidence = confidence
        self.origin = origin
    }
}
