// SPDX-License-Identifier: Apache-2.0

/// How a job went from its beginning until now, in a fixed number of steps at the most: where they are full, each two become one.
package struct JobCourse: Sendable, Hashable, Codable {
    /// Of the frames of a step: how fast, and how many regions in a frame.
    package struct Step: Sendable, Hashable, Codable {
        package var speed: Double
        package var regions: Double

        package init(speed: Double, regions: Double) {
            self.speed = speed
            self.regions = regions
        }
    }

    package private(set) var steps: [Step] = []
    /// Reports that one step stands for.
    private var width = 1
    /// Those that make up the step under way.
    private var open: [Step] = []
    private var frames = 0
    private var regions = 0

    /// Steps at the most.
    package static let most = 96

    package init() {}

    /// Takes what a worker says of its progress; the first phase alone has a course.
    package mutating func take(_ progress: JobProgress) {
        guard progress.phase == .processing, progress.frames > frames else { return }
        // A worker may say any number.
        let perFrame = max(0, Double(progress.regions) - Double(regions)) / (Double(progress.frames) - Double(frames))
        (frames, regions) = (progress.frames, progress.regions)
        open.append(Step(speed: progress.speed.isFinite ? max(0, progress.speed) : 0, regions: perFrame))
        guard open.count >= width else { return }
        steps.append(Self.mean(of: open))
        open = []
        guard steps.count >= Self.most else { return }
        steps = stride(from: 0, to: steps.count - 1, by: 2).map { Self.mean(of: Array(steps[$0...$0 + 1])) }
        width *= 2
    }

    private static func mean(of steps: [Step]) -> Step {
        let count = Double(max(1, steps.count))
        return Step(
            speed: steps.reduce(0) { $0 + $1.speed } / count, regions: steps.reduce(0) { $0 + $1.regions } / count)
    }
}
