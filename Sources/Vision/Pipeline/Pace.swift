// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// Tells about twice a second how far a job is.
final class Pace {
    private let total: Int?
    private let previewSide: Int
    private let tell: (WorkerMessage) -> Void
    private let clock = ContinuousClock()
    private let begun: ContinuousClock.Instant
    private var told: ContinuousClock.Instant
    private var phase = JobProgress.Phase.processing
    private var frames = 0
    private var regions = 0
    private var residual = 0
    /// Frames and times of the last seconds, by which the speed is told.
    private var marks: [(frames: Int, at: ContinuousClock.Instant)] = []

    init(total: Int?, previewSide: Int, tell: @escaping (WorkerMessage) -> Void) {
        self.total = total
        self.previewSide = min(previewSide, PreviewPicture.sideMost)
        self.tell = tell
        begun = clock.now
        told = clock.now
    }

    var seconds: Double { Self.seconds(clock.now - begun) }

    /// A frame is verified and written.
    func frame(_ frame: Verification.Processed, residual: Int) {
        frames += 1
        regions += frame.regions.count
        self.residual = residual
        let now = clock.now
        guard now - told >= .milliseconds(500) else { return }
        told = now
        say(preview: previewSide >= 16 ? try? preview(of: frame) : nil)
    }

    func begin(_ phase: JobProgress.Phase) {
        self.phase = phase
        frames = 0
        marks = []
        say(preview: nil)
    }

    /// A frame of the output is checked.
    func checked() {
        frames += 1
        let now = clock.now
        guard phase == .checking, now - told >= .milliseconds(500) else { return }
        told = now
        say(preview: nil)
    }

    private func say(preview: PreviewPicture?) {
        let now = clock.now
        marks.append((frames, now))
        if marks.count > 10 { marks.removeFirst() }
        let since = marks.count > 1 ? marks[0] : (0, begun)
        let passed = Self.seconds(now - since.1)
        let speed = passed > 0 ? Double(frames - since.0) / passed : 0
        let left = total.map { Double(max(0, $0 - frames)) }
        tell(
            .progress(
                JobProgress(
                    frames: frames, phase: phase, regions: regions, residual: residual, speed: speed,
                    secondsLeft: left.flatMap { speed > 0 ? $0 / speed : nil }, preview: preview)))
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
