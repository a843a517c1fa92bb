// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// The scene of a fixed camera without what hides it, for some time.
struct Plate: Sendable {
    var picture: Picture
    /// The pixels that may be used: seen often enough, always alike, and nobody in them.
    var support: Mask
}

/// Pictures of a fixed camera, of which plates are made. They are kept in memory, and no more of them than fit `budget`.
@safe
final class PlateSamples {
    private let handle: OpaquePointer
    private let width: Int
    private let height: Int
    /// How many samples there is room for, and a quarter more.
    let capacity: Int
    /// Samples are taken of every so many frames: of more where there turn out to be more of them.
    private(set) var every = 1

    /// 120 MB of samples.
    private static let budget = 120 << 20
    /// Fewer clean samples than this are no support, nor are samples of which half are farther apart than so many grey levels.
    private static let least = 10
    private static let spread = 18

    /// `nil` where pictures are so large that too few would fit.
    init?(width: Int, height: Int) throws(JobFailure) {
        capacity = min(120, Self.budget / max(1, 4 * width * height))
        guard capacity >= Self.least + 2 else { return nil }
        var made: OpaquePointer?
        try called(
            unsafe vision_plate_new(Int32(width), Int32(height), &made), .worker, "there is no room for samples")
        guard let made = unsafe made else { throw JobFailure(.worker, "there is no room for samples") }
        unsafe handle = made
        self.width = width
        self.height = height
    }

    deinit { unsafe vision_plate_free(handle) }

    /// Takes samples for so many frames at a time.
    func expect(frames: Int) { every = max(every, frames / capacity) }

    /// Takes a sample, if one of this frame is wanted.
    func add(_ picture: Picture, frame: Int) throws(JobFailure) {
        guard frame % every == 0 else { return }
        let count = try called(
            unsafe vision_plate_add(handle, Int64(frame), picture.bytes), .worker, "a sample cannot be kept")
        guard count > capacity * 5 / 4 else { return }
        every *= 2
        try called(unsafe vision_plate_thin(handle, Int64(every)), .worker, "samples cannot be dropped")
    }

    /// What hides the scene in the sample of this frame, if there is one.
    func mask(_ boxes: [PixelBox], frame: Int) throws(JobFailure) {
        guard frame % every == 0 else { return }
        let places = boxes.map { vision_box($0) }
        try called(
            unsafe vision_plate_mask(handle, Int64(frame), places, Int32(places.count)), .worker,
            "a sample cannot be masked")
    }

    func drop(before frame: Int) throws(JobFailure) {
        try called(unsafe vision_plate_drop(handle, Int64(frame)), .worker, "a sample cannot be dropped")
    }

    /// The scene by those samples of which it is known what hides it. What detectors find in it is no support.
    func plate(checkedBy detectors: Detectors) throws(JobFailure) -> (plate: Plate, found: [Region]) {
        var plate = Plate(
            picture: Picture(width: width, height: height), support: Mask(width: width, height: height))
        try called(
            unsafe vision_plate_make(
                handle, Int32(Self.least), Int32(Self.spread), &plate.picture.bytes, &plate.support.bytes),
            .worker, "the scene cannot be made of its samples")
        let found = try detectors.find(in: plate.picture)
        try plate.support.clear(found.map { $0.box.widened(by: 0.1) })
        return (plate, found)
    }
}
