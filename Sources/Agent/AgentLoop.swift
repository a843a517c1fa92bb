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
        var shipper = try Shipper(configuration.withOwnLogs, pace: pace, desk: desk, say: say)
        // Of one descriptor only one thread is told.
        var ends: [Int32] = [-1, -1]
        guard unsafe linux_pipe(&ends) >= 0 else {
            throw AgentProblem(.environment, "no pipe can be made; too many files are open")
        }
        let watch = configuration.sensor.map {
            SensorWatch($0, folder: folder, pace: pace, desk: desk, stop: ends[0], say: say)
        }
        let link = OrdersLink(folder: folder, pace: pace, desk: desk, say: say)
        let cameras = configuration.cameras.map { keys in
            let cameras = CameraDesk(keys, folder: folder)
            desk.cameras { [cameras] in cameras.standing }
            return CameraWatch(keys, folder: folder, pace: pace, desk: cameras, stop: ends[0], say: say)
        }
        let attester = try AttesterLine(
            configuration, standing: desk, folder: folder, pace: pace, stop: ends[0], say: say)
        var waits = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            pollfd(fd: shipper.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while waits[0].revents == 0 {
            let pause = shipper.step(now: AgentClock.now, ticks: AgentClock.ticks)
            // Rounded up, so that what is due is due by then.
            _ = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: (pause + 999) / 1000))
        }
        // Which makes the other end readable for all that wait for it.
        close(ends[1])
        link.end()
        // Bookmarks are saved before anybody is waited for: readings that come meanwhile are in their log.
        shipper.end(now: AgentClock.now)
        attester?.end()
        watch?.waitForEnd()
        cameras?.waitForEnd()
        close(ends[0])
        lock.release()
    }
}

extension AgentConfiguration {
    /// With the logs of readings and of cameras' jobs among those that are sent, where there are sources of readings, and cameras.
    fileprivate var withOwnLogs: AgentConfiguration {
        var configuration = self
        if attester?.readings.isEmpty == false { configuration.logs.append(AgentFolder(state).readings) }
        if cameras != nil { configuration.logs.append(AgentFolder(state).jobs) }
        return configuration
    }
}

/// The TPMs, the line on which the station asks them, and what they sign.
private struct AttesterLine {
    private let desk: AttesterDesk
    private let link: AttesterLink
    private let readings: ReadingsWatch?

    /// `nil` where the configuration names none.
    init?(
        _ configuration: AgentConfiguration, standing: SensorDesk, folder: AgentFolder, pace: AgentPace, stop: Int32,
        say: @escaping @Sendable (String) -> Void
    ) throws(AgentProblem) {
        guard let settings = configuration.attester else { return nil }
        let name = try folder.gateway()
        let desk = AttesterDesk(settings, folder: folder, gateway: name, pace: pace, stop: stop, say: say)
        self.desk = desk
        standing.attester { [desk] in desk.standing }
        let sources = settings.readings(of: name)
        readings =
            sources.isEmpty
            ? nil
            : ReadingsWatch(
                sources, desk: desk, gateway: name, folder: folder, pace: pace, stop: stop, say: say)
        link = AttesterLink(folder: folder, pace: pace, desk: desk, say: say)
    }

    /// Ends all, once `stop` is readable.
    func end() {
        link.end()
        desk.end()
        readings?.waitForEnd()
    }
}
