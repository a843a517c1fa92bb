// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// Small pictures in shades of grey of the newest frames, by which motion is found and the camera judged.
///
/// Frames in which motion was found are kept as long as there is room: the scene is learned from them too, or else whoever stands in a few frames
/// at a clip's end would be the scene there.
struct SmallFrames {
    let width: Int
    let height: Int
    /// How many pixels of the frame are one of these, on each side.
    let scale: Double
    /// The first frame in which motion was not looked for yet.
    private(set) var first = 0
    /// How many of these there are.
    var count: Int { frames.count - passed }
    /// How many are kept.
    var kept: Int { frames.count }
    private let most: Int
    private var frames: [[UInt8]] = []
    /// So many of them at the front are behind.
    private var passed = 0

    /// The longer side.
    private static let side = 320
    /// A camera is not judged by fewer.
    static let judgedFrom = 20

    /// - Parameter most: how many are kept, unless more are new.
    init(width: Int, height: Int, most: Int) {
        self.most = most
        scale = max(1, Double(max(width, height)) / Double(Self.side))
        self.width = max(1, Int(Double(width) / scale))
        self.height = max(1, Int(Double(height) / scale))
    }

    mutating func add(_ picture: Picture) throws(JobFailure) {
        var grey = [UInt8](repeating: 0, count: width * height)
        try called(
            unsafe vision_shrink_grey(
                picture.bytes, Int32(picture.width), Int32(picture.height), &grey, Int32(width), Int32(height)),
            .worker, "a frame cannot be made smaller")
        frames.append(grey)
        trim()
    }

    /// None of them is new any more.
    mutating func pass() {
        first += count
        passed = frames.count
        trim()
    }

    private mutating func trim() {
        let over = min(passed, frames.count - most)
        guard over > 0 else { return }
        frames.removeFirst(over)
        passed -= over
    }

    /// So many of those from `start` on at most, at even distances.
    private func spread(_ most: Int, from start: Int = 0) -> [[UInt8]] {
        let count = frames.count - start
        let number = min(most, count)
        return (0..<number).map { frames[start + (number < 2 ? 0 : $0 * (count - 1) / (number - 1))] }
    }

    /// How a camera was judged.
    struct Judgement {
        /// Whether it stands still; `false` where that cannot be said.
        var isFixed: Bool
        /// Pixels of the frame that the scene moves from one frame to the next; `nil` where that cannot be said.
        var motion: Double?
    }

    /// A fixed camera's corners stay where they are in most parts of the picture, however much goes on in some.
    ///
    /// Measured on five scenes: the median over the parts of the picture of the share of corners that stay is 0.16 (a road full of cars) to 0.85
    /// with fixed cameras, and at most 0.01 behind windscreens.
    ///
    /// - Parameter least: so many are looked at, where fewer are new and so many are kept.
    func judgement(least: Int = 0) throws(JobFailure) -> Judgement {
        let start = max(0, min(passed, frames.count - least))
        let count = frames.count - start
        guard count >= Self.judgedFrom else { return Judgement(isFixed: false, motion: nil) }
        let chosen = spread(12, from: start)
        var kept = 0.0
        var shift = 0.0
        let some = Array(chosen.joined())
        try called(
            unsafe vision_stillness(some, Int32(chosen.count), Int32(width), Int32(height), &kept, &shift), .worker,
            "the camera cannot be judged")
        var next = 0.0
        var unused = 0.0
        let middle = start + count / 2
        let pair = frames[middle] + frames[middle - 1]
        try called(
            unsafe vision_stillness(pair, 2, Int32(width), Int32(height), &unused, &next), .worker,
            "the camera cannot be judged")
        return Judgement(isFixed: kept >= 0.1, motion: next < 0 ? nil : next * scale)
    }

    /// What moves in each of the new frames, in pixels of the frame. The scene is learned from all that are kept.
    func motion() throws(JobFailure) -> [[Region]] {
        let scene = try MotionScene()
        // In an order that jumps about: in the order of time the scene would be what it was in the end.
        let chosen = spread(150)
        for step in 0..<7 {
            for index in stride(from: step, to: chosen.count, by: 7) {
                try scene.learn(chosen[index], width: width, height: height)
            }
        }
        var regions: [[Region]] = []
        for frame in frames[passed...] {
            regions.append(try scene.find(frame, width: width, height: height).map { region(of: $0) })
        }
        return regions
    }

    private func region(of small: PixelBox) -> Region {
        let left = Int((Double(small.x) * scale).rounded(.down))
        let top = Int((Double(small.y) * scale).rounded(.down))
        let right = Int((Double(small.x + small.width) * scale).rounded(.up))
        let bottom = Int((Double(small.y + small.height) * scale).rounded(.up))
        return Region(
            box: PixelBox(x: left, y: top, width: right - left, height: bottom - top), kind: .motion, confidence: 1,
            origin: .detected)
    }
}
