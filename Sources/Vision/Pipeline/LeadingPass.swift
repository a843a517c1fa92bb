// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Runs ahead: finds what is in the frames, judges the camera, collects samples of the scene, and hands over portions of frames whose
/// regions are final. What it keeps is bounded by `window`, not by the clip.
final class LeadingPass {
    private let clip: SharedClip
    private let options: JobOptions
    private let detectors: Detectors
    /// Whether a model is among them.
    private let hasModel: Bool
    /// Without weights: where nothing else sees people that stand still.
    private let people: Detectors?
    private let handover: Handover
    private let opened: (OpenedClip) -> Void

    private var tracks: Tracks
    private var motions: Tracks
    private var small: SmallFrames
    private var samples: PlateSamples?
    private var camera: CameraMode?
    private var tally = DetectionTally()
    private var frame = 0
    private var handedOver = 0
    private var hasNotedLearning = false
    private let rate: Double
    private let window: Int
    private let sampleSpan: Int

    /// By so many frames the camera is judged the first time.
    private static let judgedBy = 48
    /// Without weights people are looked for in every so many frames: HOG is slow.
    private static let peopleEvery = 30
    /// Slits between regions that are narrower than such a part of the picture's longer side are masked.
    private static let slitPart = 40
    /// A portion ends early where more than 48 MiB of the clip are held in memory.
    private static let heldMost = 48 << 20
    /// Where a scene was learned from less than so many seconds, the report says so.
    private static let learnedLeast = 8.0

    init(
        _ clip: SharedClip, options: JobOptions, models: [ModelFiles], handover: Handover,
        opened: @escaping (OpenedClip) -> Void
    ) throws(JobFailure) {
        self.clip = clip
        self.options = options
        self.handover = handover
        self.opened = opened
        let found = try Detectors(of: models, options: options)
        let isVideo = clip.info.source == .video || clip.info.source == .stream
        hasModel = !found.isEmpty
        let hog = Detectors([PeopleDetector()], classes: options.classes)
        detectors = found.isEmpty && options.acceptDegraded && !isVideo ? hog : found
        people = found.isEmpty && isVideo ? hog : nil
        let hold = max(options.holdFrames, options.detectEvery)
        tracks = Tracks(hold: hold, gap: people == nil ? max(10, 3 * options.detectEvery) : Self.peopleEvery + 1)
        motions = Tracks(hold: min(hold, 4), gap: 4)
        let (width, height) = (clip.info.width, clip.info.height)
        // Half a minute, in which most who stand go on.
        rate = clip.info.rate > 0 ? clip.info.rate : 25
        window = isVideo ? min(600, max(240, Int(30 * rate))) : 1
        small = SmallFrames(width: width, height: height, most: window)
        samples = isVideo && options.camera != .moving ? try PlateSamples(width: width, height: height) : nil
        let frames = min(window, clip.info.frames ?? window)
        let capacity = samples?.capacity ?? 1
        sampleSpan = capacity >= 60 ? 2 * window : window
        samples?.expect(frames: (capacity >= 60 ? 2 : 1) * frames)
        if !isVideo || options.camera == .moving { camera = .moving }
    }

    /// Reads the clip to its end.
    func run() throws(JobFailure) {
        var picture = Picture(width: clip.info.width, height: clip.info.height)
        if camera != nil { try begin(.init(isFixed: false, motion: nil)) }
        while !handover.isOver, try clip.next(into: &picture) {
            try look(at: picture)
            frame += 1
            let isFull = frame % 30 == 0 && clip.heldBytes > Self.heldMost
            if camera == nil, frame == Self.judgedBy || isFull { try begin(try small.judgement()) }
            if small.count >= window || isFull {
                guard try close(isLast: false) else { return }
            }
        }
        if camera == nil { try begin(try small.judgement()) }
        _ = try close(isLast: true)
    }

    private func look(at picture: Picture) throws(JobFailure) {
        if frame % options.detectEvery == 0, !detectors.isEmpty {
            try add(try detectors.find(in: picture, look: camera == .fixed ? .whole : .closely))
        }
        if let people, frame % (camera == .moving ? options.detectEvery : Self.peopleEvery) == 0 {
            try add(try people.find(in: picture))
        }
        if camera != .moving { try samples?.add(picture, frame: frame) }
        try small.add(picture)
    }

    private func add(_ found: [Region]) throws(JobFailure) {
        tally.add(found)
        tracks.add(found, frame: frame)
    }

    /// Says what the camera is, and refuses what nothing covers.
    private func begin(_ judgement: SmallFrames.Judgement) throws(JobFailure) {
        let mode: CameraMode = options.camera != .auto ? options.camera : judgement.isFixed ? .fixed : .moving
        let isVideo = clip.info.source == .video || clip.info.source == .stream
        camera = isVideo ? mode : .moving
        let names = detectors.names + (people?.names ?? []) + (camera == .fixed && usesMotion ? ["motion"] : [])
        opened(
            OpenedClip(
                width: clip.info.width, height: clip.info.height, rate: clip.info.rate, frames: clip.info.frames,
                camera: isVideo ? mode : .moving, motion: judgement.motion, detectors: names))
        if camera == .moving { try checkCover(moves: true) } else if !usesMotion { try checkCover(moves: false) }
    }

    private var usesMotion: Bool { options.classes.contains(.motion) }

    /// Refuses what no model looks at where motion tells nothing; the report says so where that was accepted.
    private func checkCover(moves: Bool) throws(JobFailure) {
        guard !hasModel else { return }
        guard options.acceptDegraded else {
            let (reason, way) =
                moves
                ? ("the camera moves or it is a single picture", "say --camera fixed if it stands still")
                : ("motion is not among what is masked", "let the classes have it")
            throw JobFailure(
                .uncovered,
                "\(reason), and no model that finds people and vehicles is installed: install one (vedette models import),"
                    + " \(way), or --accept-degraded")
        }
        tally.degrade("no model that finds people and vehicles is installed: most of them are not covered")
    }

    /// Hands over the frames whose regions are final; false where nobody wants them any more.
    private func close(isLast: Bool) throws(JobFailure) -> Bool {
        let isFixed = try standsStill()
        if isFixed, usesMotion {
            noteLearning()
            for (index, found) in try small.motion().enumerated() {
                tally.add(found)
                motions.add(found, frame: small.first + index)
            }
        }
        small.pass()
        let end = isLast ? frame : max(handedOver, frame - max(tracks.lookAhead, motions.lookAhead))
        var portion = Portion(first: handedOver, isFixed: isFixed, regions: [], plate: nil, tally: tally)
        for number in handedOver..<max(handedOver, end) {
            let regions = finalRegions(of: number)
            try samples?.mask(regions.map(\.box), frame: number)
            portion.regions.append(regions)
        }
        if isFixed { portion.plate = try plate() } else { try samples?.drop(before: frame) }
        portion.tally = tally
        tracks.forget(before: end)
        motions.forget(before: end)
        handedOver = end
        try samples?.drop(before: end - sampleSpan)
        return handover.put(portion)
    }

    /// Whether the camera stood still in these frames. One that was fixed at first may be turned later.
    private func standsStill() throws(JobFailure) -> Bool {
        guard camera == .fixed else { return false }
        guard options.camera == .auto, small.kept >= Self.judgedBy, frame > Self.judgedBy else { return true }
        if try small.judgement(least: Self.judgedBy).isFixed { return true }
        tally.note("the camera moved for a time; there the scene behind what was masked is not known")
        try checkCover(moves: true)
        return false
    }

    /// Says where who hardly moves may have been taken for the scene, if nothing but motion tells of them.
    private func noteLearning() {
        guard people != nil, !hasNotedLearning, Double(small.kept) < Self.learnedLeast * rate else { return }
        // The first time, when it was told from the fewest frames.
        hasNotedLearning = true
        let seconds = (Double(small.kept) / rate * 10).rounded() / 10
        tally.note(
            "what moves was told from \(seconds) s of the clip alone: who hardly moved in them may have been taken for the scene"
        )
    }

    private func finalRegions(of number: Int) -> [Region] {
        let regions = (tracks.regions(of: number) + motions.regions(of: number)).compactMap { region -> Region? in
            var region = region
            region.box = region.box.widened(by: options.widening)
                .clipped(width: clip.info.width, height: clip.info.height)
            return region.box.isEmpty ? nil : region
        }
        // Before a camera that stands still motion tells of whoever shows between two regions.
        guard camera == .moving else { return regions }
        let most = max(clip.info.width, clip.info.height) / Self.slitPart
        return regions + regions.slits(narrowerThan: most)
    }

    private func plate() throws(JobFailure) -> Plate? {
        guard let samples else {
            tally.note("pictures are too large to keep enough of them for the scene behind what is masked")
            return nil
        }
        let (plate, found) = try samples.plate(checkedBy: people ?? detectors)
        if people != nil, !found.isEmpty {
            tally.note(
                "HOG sees \(found.count) persons who stand in the scene; they are not covered where nobody moves")
        }
        return plate
    }
}
