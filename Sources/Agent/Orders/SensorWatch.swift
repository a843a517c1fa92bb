// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Glibc
internal import Intake
internal import NIOPosix
internal import Pushes
internal import Version

/// Looks after Suricata on a thread of its own: asks how it stands, and follows orders about its rules. Logs are followed meanwhile.
final class SensorWatch: Sendable {
    private let pool = NIOThreadPool(numberOfThreads: 1)

    /// Begins.
    ///
    /// - Parameter stop: a descriptor that is readable once it is to end; it is not read from.
    init(
        _ settings: SensorSettings, folder: AgentFolder, pace: AgentPace, desk: SensorDesk, stop: Int32,
        say: @escaping @Sendable (String) -> Void
    ) {
        pool.start()
        pool.submit { _ in
            do throws(AgentProblem) {
                let keeper = try RulesKeeper(settings, folder: folder, pace: pace, stop: stop, say: say)
                var round = SensorRound(settings, folder, pace, desk, keeper)
                round.run(until: stop)
            } catch {
                say(error.line)
                desk.put(PushReport(.notManaged, why: error.line, agent: VedetteVersion.text), nil)
            }
        }
    }

    /// Waits until it has ended, which takes no longer than writing a few files.
    func waitForEnd() { try? pool.syncShutdownGracefully() }
}

/// What the watch does again and again.
private struct SensorRound {
    private let settings: SensorSettings
    private let folder: AgentFolder
    private let pace: AgentPace
    private let desk: SensorDesk
    private var keeper: RulesKeeper?
    private var health: SensorHealth?

    init(
        _ settings: SensorSettings, _ folder: AgentFolder, _ pace: AgentPace, _ desk: SensorDesk, _ keeper: RulesKeeper?
    ) {
        self.settings = settings
        self.folder = folder
        self.pace = pace
        self.desk = desk
        self.keeper = keeper
    }

    mutating func run(until stop: Int32) {
        var due: Int64 = 0
        while true {
            if due <= AgentClock.ticks {
                look(stop)
                due = AgentClock.ticks + pace.sensor
            }
            takeOrder()
            publish()
            // A step that cannot be done is tried again with the next look.
            while keeper?.step() == true { publish() }
            publish()
            if isOver(stop, waiting: due - AgentClock.ticks) { return }
        }
    }

    private mutating func look(_ stop: Int32) {
        health = SensorHealth(asking: settings.socket, within: pace.answer, stop: stop)
        keeper?.lookAtFiles()
        if health?.isRunning == true { keeper?.sensorIsThere() }
    }

    /// Takes the newest order, unless one is being followed.
    private mutating func takeOrder() {
        guard keeper?.isFree ?? true, let order = desk.takeOrder() else { return }
        // Read each time: a renewed certificate may have another name.
        keeper?.take(order, as: (try? folder.gateway()) ?? "")
    }

    /// Leaves how things stand, with what was counted last: a station compares that with what is said to run.
    private mutating func publish() {
        if let counts = keeper?.takeCounts() {
            health?.loaded = counts.loaded
            health?.failed = counts.failed
        }
        let agent = VedetteVersion.text
        let report =
            keeper?.report(health, agent: agent) ?? PushReport(.notManaged, sensor: health?.sensor, agent: agent)
        desk.put(report, health)
    }

    /// Waits for an order, an end or so many microseconds; whether it is the end.
    private func isOver(_ stop: Int32, waiting: Int64) -> Bool {
        // While a step is to be tried again, an order waits for it.
        let orders = keeper?.isFree == false ? -1 : desk.signal.descriptor
        var waits = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0), pollfd(fd: orders, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: max(0, waiting + 999) / 1000))
        return waits[0].revents != 0
    }
}
