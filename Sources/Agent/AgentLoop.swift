// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc
internal import Pushes
internal import Version

/// The agent's thread.
package enum AgentLoop {
    /// Runs an agent until the descriptor `stop` is readable.
    ///
    /// - Throws: `AgentProblem` where it cannot begin; afterwards it goes on whatever happens, and says what.
    package static func run(
        _ configuration: AgentConfiguration, pace: AgentPace = AgentPace(), stop: Int32,
        say: @escaping @Sendable (String) -> Void
    ) throws(AgentProblem) {
        let folder = configuration.folder
        let lock = try FolderLock(folder.lock)
        let desk = SensorDesk(
            PushReport(configuration.sensor?.rules == nil ? .notManaged : .none, agent: VedetteVersion.text))
        var shipper = try Shipper(configuration, pace: pace, desk: desk, say: say)
        // Of one descriptor only one thread is told.
        var ends: [Int32] = [-1, -1]
        guard unsafe linux_pipe(&ends) >= 0 else {
            throw AgentProblem(.environment, "no pipe can be made; too many files are open")
        }
        let watch = configuration.sensor.map {
            SensorWatch($0, folder: folder, pace: pace, desk: desk, stop: ends[0], say: say)
        }
        let link = OrdersLink(folder: folder, pace: pace, desk: desk, say: say)
        var waits = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            pollfd(fd: shipper.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while waits[0].revents == 0 {
            let pause = shipper.step(now: AgentClock.now, ticks: AgentClock.ticks)
            // Rounded up, so that what is due is due by then.
            _ = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: (pause + 999) / 1000))
        }
        close(ends[1])
        link.end()
        shipper.end(now: AgentClock.now)
        watch?.waitForEnd()
        close(ends[0])
        lock.release()
    }
}
