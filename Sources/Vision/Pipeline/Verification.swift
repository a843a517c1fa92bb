// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Looks at processed frames once more, before they are encoded. What it still finds becomes one colour, in the frames around as well.
///
/// Frames wait here until the next look, `detectEvery` frames at the most.
struct Verification {
    /// A processed frame.
    struct Processed {
        var number: Int
        var picture: Picture
        var regions: [Region]
        /// Where nothing of any frame is; `nil` where that is nowhere.
        var invented: Mask?
    }

    private let detectors: Detectors
    private let every: Int
    private let hold: Int
    private var isFixed = true
    private var waiting: [Processed] = []
    /// What was found of late, and up to which frame it is masked.
    private var pending: [(region: Region, until: Int)] = []
    private(set) var masked = 0
    private(set) var blottedPixels: Int64 = 0

    /// Less than this is not believed: the first look, at lower confidence, already masked what is doubtful.
    static let confidence = 0.25
    /// With a moving camera, where only detectors saw anything.
    static let movingConfidence = 0.12
    /// A finding of which so much is invented holds nothing of any frame.
    static let inventedShare = 0.8
    /// So often a frame is looked at, at most.
    private static let rounds = 4

    init(_ detectors: Detectors, options: JobOptions) {
        self.detectors = detectors
        every = options.detectEvery
        hold = max(options.holdFrames, options.detectEvery)
    }

    /// Takes the next frame, before a camera that stands still or not; those that may be encoded, in order.
    ///
    /// - Throws: `.privacy` where something is found again and again.
    mutating func take(_ frame: Processed, isFixed: Bool = true) throws(JobFailure) -> [Processed] {
        pending.removeAll { $0.until < frame.number }
        waiting.append(frame)
        self.isFixed = isFixed
        // Not the frames in which detectors looked the first time, but those between.
        if frame.number == 0 || frame.number % every == every / 2 { return try look() }
        blottedPixels += try Self.blot(&waiting[waiting.count - 1], pending.map(\.region))
        return []
    }

    /// The frames that still wait, behind a last look.
    mutating func finish() throws(JobFailure) -> [Processed] { waiting.isEmpty ? [] : try look() }

    private mutating func look() throws(JobFailure) -> [Processed] {
        guard !detectors.isEmpty else { return release() }
        // What was found before is masked here after this look alone: under a blot nobody would see that it is still there.
        var former = pending.map(\.region)
        for _ in 0..<Self.rounds {
            let latest = waiting[waiting.count - 1]
            let found = try detectors.find(
                in: latest.picture, least: isFixed ? Self.confidence : Self.movingConfidence,
                look: isFixed ? .whole : .twice)
            let hits = try Self.residual(found, invented: latest.invented).map { hit in
                var hit = hit
                hit.box = hit.box.widened(by: 0.1).clipped(width: latest.picture.width, height: latest.picture.height)
                hit.origin = .residual
                return hit
            }
            blottedPixels += try Self.blot(&waiting[waiting.count - 1], former)
            former = []
            if hits.isEmpty { return release() }
            masked += hits.count
            for index in waiting.indices { blottedPixels += try Self.blot(&waiting[index], hits) }
            pending += hits.map { ($0, latest.number + hold) }
        }
        throw JobFailure(
            .privacy, "frame \(waiting.last?.number ?? 0): something is found again however often it is masked")
    }

    private mutating func release() -> [Processed] {
        defer { waiting = [] }
        return waiting
    }

    /// Makes regions one colour; the number of pixels.
    private static func blot(_ frame: inout Processed, _ regions: [Region]) throws(JobFailure) -> Int64 {
        guard !regions.isEmpty else { return 0 }
        let boxes = regions.map(\.box)
        frame.regions += regions
        var invented = frame.invented ?? Mask(width: frame.picture.width, height: frame.picture.height)
        try invented.mark(boxes)
        frame.invented = invented
        return Int64(try Filler.blot(&frame.picture, boxes))
    }

    /// Those of the findings that hold something of a frame.
    static func residual(_ found: [Region], invented: Mask?) throws(JobFailure) -> [Region] {
        guard let invented else { return found }
        var left: [Region] = []
        for region in found where try invented.share(of: region.box) < inventedShare { left.append(region) }
        return left
    }
}
