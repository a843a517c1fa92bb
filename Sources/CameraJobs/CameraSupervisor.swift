// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import CLinux
internal import EVE
internal import Foundation
internal import Glibc
internal import JobWork
internal import Messages

/// `vedette-anonymizer watch`: looks after a gateway's cameras until it is to end. It opens no video; each job has a worker of its own.
package enum CameraSupervisor {
    /// Milliseconds between two rounds.
    private static let pause: Int32 = 500
    /// Characters of a line for a person; what stands in it of files' names is replaced where it cannot be shown.
    private static let lineMost = 2000
    /// Where an agent that attends it holds the other end of a pipe.
    private static let attendant: Int32 = 3

    /// Runs it; the answer is the exit code: 0 done, 2 wrong use, 3 the environment failed.
    ///
    /// - Parameters:
    ///   - program: the worker's path.
    ///   - models: the models that a job gets, of the folder that was named; without them nothing is begun.
    ///   - say: takes lines for a person.
    package static func run(
        _ arguments: [String], program: String,
        models: @escaping @Sendable (String?, JobOptions) throws(JobFailure) -> [UsedModel],
        say: @escaping @Sendable (String) -> Void
    ) -> Int32 {
        let tell = { (line: String) in say(VisibleText.of(line, limit: lineMost)) }
        do throws(CameraProblem) {
            try run(try CameraSettings(arguments), program, models, tell)
            return 0
        } catch {
            for line in error.line.split(separator: "\n") { tell(String(line)) }
            return error.isWrongUse ? 2 : 3
        }
    }

    private static func run(
        _ settings: CameraSettings, _ program: String,
        _ models: @escaping @Sendable (String?, JobOptions) throws(JobFailure) -> [UsedModel],
        _ say: (String) -> Void
    ) throws(CameraProblem) {
        // Jobs fail for good where a model cannot be used; as long as none is begun, clips only wait.
        do throws(JobFailure) { _ = try models(settings.models, JobOptions()) } catch {
            throw CameraProblem(error.line)
        }
        // Before the first thread is started, which then blocks them too.
        let signals = [SIGTERM, SIGINT, SIGHUP]
        let stop = unsafe linux_signalfd(signals, Int32(signals.count))
        let wake = linux_eventfd()
        guard stop >= 0, wake >= 0 else { throw CameraProblem("signals cannot be waited for; try again") }
        offerItself()
        let lock = try lock(settings.state + "/cameras.lock")
        defer { close(lock) }
        let folder = settings.models
        let parts = CameraRound.Parts(
            settings: settings, worker: WorkerProgram(path: program),
            places: settings.workers(onProcessors: ProcessInfo.processInfo.activeProcessorCount),
            models: { options throws(JobFailure) in try models(folder, options) },
            signal: { _ = linux_eventfd_signal(wake) })
        let round = try CameraRound(parts, now: now)
        say("cameras: \(settings.cameras.count), jobs at once: \(parts.places)")
        var waits = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: settings.isAttended ? attendant : -1, events: Int16(POLLIN), revents: 0),
        ]
        var said = CameraStanding(running: -1)
        while waits[0].revents == 0, waits[2].revents == 0 {
            _ = linux_eventfd_drain(wake)
            let trouble = round.run(now: now, seconds: seconds)
            var standing = round.standing
            standing.trouble = trouble
            if standing.trouble != said.trouble, !trouble.isEmpty { say(trouble) }
            if standing != said {
                // What is shown may be old; nothing depends on it.
                try? SmallFile.replace(settings.state + "/cameras.status", by: standing.json, isDurable: false)
                said = standing
            }
            _ = unsafe poll(&waits, nfds_t(waits.count), pause)
        }
        round.end(now: now)
    }

    /// Lets the kernel end workers, which inherit this, before an agent where memory is short. Source: proc(5), oom_score_adj.
    private static func offerItself() {
        let descriptor = unsafe open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = SmallFile.write(Array("800".utf8), to: descriptor)
        close(descriptor)
    }

    /// Keeps a second one out of the folder.
    private static func lock(_ path: String) throws(CameraProblem) -> Int32 {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failed("open", path) }
        guard linux_lock_exclusive(descriptor) >= 0 else {
            close(descriptor)
            throw CameraProblem("\(path) is locked: another one looks after these cameras, or is about to end")
        }
        return descriptor
    }

    private static var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    private static var seconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
