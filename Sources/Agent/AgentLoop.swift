// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The agent's thread.
package enum AgentLoop {
    /// Runs an agent until the descriptor `stop` is readable.
    ///
    /// - Throws: `AgentProblem` where it cannot begin; afterwards it goes on whatever happens, and says what.
    package static func run(
        _ configuration: AgentConfiguration, pace: AgentPace = AgentPace(), stop: Int32, say: @escaping (String) -> Void
    ) throws(AgentProblem) {
        let folder = AgentFolder(configuration.state)
        let lock = try FolderLock(folder.lock)
        var shipper = try Shipper(configuration, pace: pace, say: say)
        var waits = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            pollfd(fd: shipper.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while waits[0].revents == 0 {
            let pause = shipper.step(now: AgentClock.now, ticks: AgentClock.ticks)
            // Rounded up, so that what is due is due by then.
            _ = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: (pause + 999) / 1000))
        }
        shipper.end(now: AgentClock.now)
        lock.release()
    }
}
