// SPDX-License-Identifier: Apache-2.0

internal import Devices
internal import EVE
internal import Enrolment
internal import Foundation
internal import Glibc
internal import Processes
internal import Station
internal import Store
internal import Synchronization

/// The demo's devices: TPMs in software, a real agent that asks them, and what an operator would do; one device of each kind that is to be seen.
///
/// One stays trusted, one boots something else, one falls silent, of one no quote ever comes.
final class DemoDevices: Sendable {
    /// What becomes of a device.
    private enum Fate: CaseIterable {
        case trusted, changed, silent, unattested

        var name: String {
            switch self {
            case .trusted: DemoDevices.gateway
            case .changed: "cam-quay-3"
            case .silent: "cam-tram-7"
            case .unattested: "air-market-2"
            }
        }
    }

    /// The gateway whose agent answers for all of them.
    private static let gateway = "gw-harbour"

    private let agent: String
    private let swtpm: String
    private let folder: String
    private let isOver = Mutex(false)
    private let process = Mutex<DemoProcess?>(nil)
    private let tpms = Mutex<[Fate: DemoTPM]>([:])

    /// - Parameter directory: the demo's own, which goes away with it.
    /// - Returns: `nil` where the agent or swtpm is not installed.
    init?(directory: String) {
        let beside = (ProgramPath.current as NSString).deletingLastPathComponent
        guard let agent = Self.program("vedette-agent", in: [beside, "/usr/bin"]),
            let swtpm = Self.program("swtpm", in: ["/usr/bin", "/usr/local/bin"])
        else { return nil }
        self.agent = agent
        self.swtpm = swtpm
        folder = directory + "/devices"
    }

    private static func program(_ name: String, in folders: [String]) -> String? {
        folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What the station needs beside its other settings: it listens on this machine only.
    func configure(_ configuration: inout StationConfiguration) {
        configuration.collector = .init(host: "127.0.0.1", port: 0, enrolment: .init(host: "127.0.0.1", port: 0))
        configuration.devices.everySeconds = 10
        configuration.devices.silentAfterSeconds = 30
    }

    /// Sets everything up on a thread of its own, as soon as the station listens. What cannot be is left out: the demo goes on without it.
    func start(_ configuration: StationConfiguration, _ follower: Follower) {
        Thread { [self] in
            guard let port = wait(seconds: 60, for: { follower.status.enrolmentPort }),
                let events = follower.status.collectorPort, makeTPMs(), startAgent(events, port, configuration)
            else { return }
            play(DeviceDesk(configuration, person: "demo"))
        }.start()
    }

    /// Ends all processes.
    func end() {
        isOver.withLock { $0 = true }
        process.withLock { $0.take() }?.end()
        for tpm in tpms.withLock({ Array($0.values) }) { tpm.end() }
    }

    // MARK: Parts

    private func makeTPMs() -> Bool {
        for fate in Fate.allCases where !isOver.withLock({ $0 }) {
            guard let tpm = DemoTPM(program: swtpm, folder: "\(folder)/\(fate.name)") else { return false }
            tpms.withLock { $0[fate] = tpm }
            // It takes a moment to listen. What is measured at a start is the same for all of a kind.
            guard wait(seconds: 10, for: { tpm.measure(1, into: 0) ? true : nil }) != nil else { return false }
            for register in UInt8(1)...7 { _ = tpm.measure(register + 1, into: register) }
        }
        return true
    }

    /// Enrols the agent as any gateway is, and lets it run.
    private func startAgent(_ events: Int, _ port: Int, _ configuration: StationConfiguration) -> Bool {
        let state = folder + "/agent", settings = folder + "/agent.yaml", values = folder + "/temperature"
        do {
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            let invitation = try NewInvitation(
                Self.gateway, for: "1h", at: "127.0.0.1", by: "demo", configuration)
            let isEnrolled = try enrolled([
                "enroll", "--station", "127.0.0.1:\(port)", "--token", invitation.token.text, "--state", state, "--key",
                "file",
            ])
            guard isEnrolled else { return false }
            let ways = tpms.withLock { $0.mapValues(\.address) }
            let others = Fate.allCases.filter { $0 != .trusted }
                .map { "  - \($0.name) \(ways[$0] ?? "")\n" }.joined()
            let text = """
                stations:
                  - 127.0.0.1:\(events)
                logs:
                  - \(folder)/eve.json
                state: \(state)
                tpm: \(ways[.trusted] ?? "")
                tpm-device:
                \(others)reading-source:
                  - temperature \(values)

                """
            try Data(text.utf8).write(to: URL(filePath: settings))
            try Data().write(to: URL(filePath: values))
            let running = try DemoProcess(agent, ["run", "--config", settings])
            process.withLock { $0 = running }
        } catch { return false }
        Thread { [self] in tellTemperature(to: values) }.start()
        return true
    }

    /// Whether the agent's call did what it should; it is ended where the demo is.
    private func enrolled(_ arguments: [String]) throws(StartFailure) -> Bool {
        let call = BoundedProcess(path: agent, arguments: arguments, folder: folder, answer: .errors)
        let outcome = try call.run(while: { !isOver.withLock { $0 } })
        if case .ended(.status(0), _) = outcome { return true }
        return false
    }

    /// A value every other second, as a sensor would give it: a day's curve in a few minutes.
    private func tellTemperature(to path: String) {
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        var step = 0.0
        while !isOver.withLock({ $0 }) {
            let value = 12.5 + 3 * sin(step / 20) + 0.4 * sin(step * 1.7)
            try? file.write(contentsOf: Data("\((value * 10).rounded() / 10)\n".utf8))
            step += 1
            Thread.sleep(forTimeInterval: 2)
        }
    }

    // MARK: The story

    private func play(_ desk: DeviceDesk) {
        // First the one that never answers, so that the others are not asked at the same time.
        for fate in [Fate.unattested, .trusted, .changed, .silent] {
            guard enrol(fate, desk) else { continue }
            if fate == .unattested { tpms.withLock { $0[fate] }?.end() }
        }
        for fate in [Fate.trusted, .changed, .silent] { learn(fate, desk) }
        for fate in [Fate.changed, .silent] {
            _ = wait(seconds: 60) { state(fate, desk) == .trusted ? true : nil }
        }
        guard let tpms = tpms.withLock({ isOver.withLock { $0 } ? nil : $0 }) else { return }
        _ = tpms[.changed]?.measure(0, into: 4)
        tpms[.silent]?.end()
    }

    /// By the operator's word alone: no maker vouches for a TPM in software.
    private func enrol(_ fate: Fate, _ desk: DeviceDesk) -> Bool {
        let wish = DeviceWish(kind: .enrol, device: fate.name, pins: true, person: desk.person, time: .now)
        guard let number = try? desk.store.wish(wish) else { return false }
        return wait(seconds: 60) { try? desk.store.answer(toWish: number) }?.isDone ?? false
    }

    /// Takes what its first quote shows for good.
    private func learn(_ fate: Fate, _ desk: DeviceDesk) {
        _ = wait(seconds: 60) { () -> DevicePolicy? in
            guard let lesson = try? desk.lesson(from: fate.name, adds: false) else { return nil }
            return try? desk.learn(lesson, comment: "as it was set up", at: .now)
        }
    }

    private func state(_ fate: Fate, _ desk: DeviceDesk) -> DeviceState? {
        try? desk.store.device(fate.name)?.state
    }

    /// What `look` finds, looked for often until it is there, the time is over, or the demo is.
    private func wait<Found>(seconds: Double, for look: () -> Found?) -> Found? {
        let end = SystemClock.monotonicSeconds + seconds
        while SystemClock.monotonicSeconds < end, !isOver.withLock({ $0 }) {
            if let found = look() { return found }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return nil
    }
}
