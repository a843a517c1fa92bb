// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// Tells about twice a second how far a job is.
final class Pace {
    private let total: Int?
    private let previewSide: Int
    private let tell: (WorkerMessage) -> Void
    private let now: () -> ContinuousClock.Instant
    private let begun: ContinuousClock.Instant
    private var told: ContinuousClock.Instant
    /// When the report so far was told last.
    private var reported: ContinuousClock.Instant?
    private var phase = JobProgress.Phase.processing
    private var frames = 0
    private var regions = 0
    private var residual = 0
    /// Frames and times of the last seconds, by which the speed is told.
    private var marks: [(frames: Int, at: ContinuousClock.Instant)] = []

    /// So often it tells, and so often it tells the report so far.
    private static let pause = Duration.milliseconds(500)
    private static let reportPause = Duration.seconds(2)

    /// `now` is the time, never going back.
    init(
        total: Int?, previewSide: Int, now: @escaping () -> ContinuousClock.Instant = { .now },
        tell: @escaping (WorkerMessage) -> Void
    ) {
        self.total = total
        self.previewSide = min(previewSide, PreviewPicture.sideMost)
        self.tell = tell
        self.now = now
        begun = now()
        told = begun
    }

    var seconds: Double { Self.seconds(now() - begun) }

    /// A frame is verified and written.
    ///
    /// - Parameter report: what the report would say now; asked for where it is told.
    func frame(_ frame: Verification.Processed, residual: Int, report: () -> JobReport) {
        frames += 1
        regions += frame.regions.count
        self.residual = residual
        let time = now()
        guard time - told >= Self.pause else { return }
        told = time
        let isDue = reported.map { time - $0 >= Self.reportPause } ?? true
        if isDue { reported = time }
        say(preview: previewSide >= 16 ? try? preview(of: frame) : nil, soFar: isDue ? report() : nil)
    }

    func begin(_ phase: JobProgress.Phase, report: JobReport) {
        self.phase = phase
        frames = 0
        marks = []
        say(preview: nil, soFar: report)
    }

    /// A frame of the output is checked.
    func checked() {
        frames += 1
        let time = now()
        guard phase == .checking, time - told >= Self.pause else { return }
        told = time
        say(preview: nil, soFar: nil)
    }

    private func say(preview: PreviewPicture?, soFar: JobReport?) {
        let time = now()
        marks.append((frames, time))
        if marks.count > 10 { marks.removeFirst() }
        let since = marks.count > 1 ? marks[0] : (0, begun)
        let passed = Self.seconds(time - since.1)
        let speed = passed > 0 ? Double(frames - since.0) / passed : 0
        let left = total.map { Double(max(0, $0 - frames)) }
        tell(
            .progress(
                JobProgress(
                    frames: frames, phase: phase, regions: regions, residual: residual, speed: speed,
                    secondsLeft: left.flatMap { speed > 0 ? $0 / speed : nil }, preview: preview,
                    soFar: soFar)))
    }

    private func preview(of frame: Verification.Processed) throws(JobFailure) -> PreviewPicture {
        let (width, height) = (frame.picture.width, frame.picture.height)
        let scale = min(1, Double(previewSide) / Double(max(width, height)))
        let (across, down) = (max(1, Int(Double(width) * scale)), max(1, Int(Double(height) * scale)))
        var pixels = [UInt8](repeating: 0, count: 3 * across * down)
        try called(
            unsafe vision_shrink_rgb(
                frame.picture.bytes, Int32(width), Int32(height), &pixels, Int32(across), Int32(down)),
            .worker, "a preview cannot be made")
        let regions = frame.regions.map { region in
            var region = region
            let box = region.box
            region.box = PixelBox(
                x: Int(Double(box.x) * scale), y: Int(Double(box.y) * scale),
                width: max(1, Int(Double(box.width) * scale)), height: max(1, Int(Double(box.height) * scale)))
            return region
        }
        return PreviewPicture(frame: frame.number, width: across, height: down, pixels: pixels, regions: regions)
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
