// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// A fixed camera's scene, learned pixel by pixel, and what is not of it.
@safe
final class MotionScene {
    private let handle: OpaquePointer
    /// Blobs of fewer pixels are noise.
    private static let least = 40
    /// More blobs than this in one frame are joined.
    private static let most = 64

    init() throws(JobFailure) {
        var made: OpaquePointer?
        try called(unsafe vision_motion_new(&made), .worker, "motion cannot be looked for")
        guard let made = unsafe made else { throw JobFailure(.worker, "motion cannot be looked for") }
        unsafe handle = made
    }

    deinit { unsafe vision_motion_free(handle) }

    func learn(_ grey: [UInt8], width: Int, height: Int) throws(JobFailure) {
        try called(
            unsafe vision_motion_learn(handle, grey, Int32(width), Int32(height)), .worker, "motion cannot be learned")
    }

    func find(_ grey: [UInt8], width: Int, height: Int) throws(JobFailure) -> [PixelBox] {
        var boxes = [vision_box](repeating: vision_box(), count: Self.most)
        let count = try called(
            unsafe vision_motion_find(
                handle, grey, Int32(width), Int32(height), Int32(Self.least), &boxes, Int32(Self.most)),
            .worker, "motion cannot be looked for")
        return boxes.prefix(count).map { PixelBox($0) }
    }
}
