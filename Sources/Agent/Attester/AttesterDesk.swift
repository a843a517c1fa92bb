// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import Crypto
internal import EVE
internal import NIOPosix
internal import Prover
internal import Synchronization
internal import Version

/// The TPMs of a gateway and of the devices behind it, each asked on a thread that it shares with few others: one that hangs holds nobody up for ever, and
/// never the events.
final class AttesterDesk: Sendable {
    /// The most threads.
    private static let threadLimit = 4

    private struct Place {
        let name: String
        let tpm: DeviceTPM
        let pool: NIOThreadPool
    }

    private struct State {
        /// Devices that are asked something now.
        var busy: Set<String> = []
        /// Devices that want a pseudonym, as was told last.
        var wanting: Set<String> = []
        var listener: @Sendable () -> Void = {}
        var link = SensorDesk.LinkState.none
    }

    private let places: [Place]
    private let pools: [NIOThreadPool]
    private let say: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Begins to look at them.
    ///
    /// - Parameters:
    ///   - name: the gateway's.
    ///   - stop: a descriptor that is readable once it is to end: no TPM is waited for then.
    ///   - now: the clock by which pseudonyms end.
    ///   - say: takes lines for a person.
    init(
        _ settings: AttesterSettings, folder: AgentFolder, gateway name: String, pace: AgentPace, stop: Int32 = -1,
        now: @escaping @Sendable () -> Instant = { AgentClock.now }, say: @escaping @Sendable (String) -> Void
    ) {
        var devices = Self.devices(settings, folder, pace, gateway: name, stop: stop, now: now)
        // A name that no device can have would have the station refuse all of them.
        if let index = devices.firstIndex(where: { !AttesterHello.isName($0.name) }) {
            say("the TPM of \(devices[index].name) is not asked: a device's name is made of a-z, 0-9, '.', '_' and '-'")
            devices.remove(at: index)
        }
        if settings.gateway != nil, settings.devices.contains(where: { $0.name == name }) {
            say(
                "the tpm-device \(name) is not asked, and its reading-sources are left out: that is this gateway's own name; give the device another one"
            )
        }
        let pools = (0..<min(devices.count, Self.threadLimit)).map { _ in NIOThreadPool(numberOfThreads: 1) }
        self.pools = pools
        self.say = say
        places = devices.enumerated().map { index, device in
            Place(name: device.name, tpm: device.tpm, pool: pools[index % pools.count])
        }
        for pool in pools { pool.start() }
        for place in places { look(place) }
        tellOfPseudonyms()
    }

    /// The devices of a configuration, with what is kept of each; the gateway is the first, and no other device has its name.
    static func devices(
        _ settings: AttesterSettings, _ folder: AgentFolder, _ pace: AgentPace, gateway name: String,
        stop: Int32 = -1, now: @escaping @Sendable () -> Instant = { AgentClock.now }
    ) -> [(name: String, tpm: DeviceTPM)] {
        let pseudonymous = Set(settings.readings(of: name).filter(\.isPseudonymous).map { $0.device ?? name })
        var list: [(String, DeviceTPM)] = []
        if let address = settings.gateway {
            list.append(
                (
                    name,
                    DeviceTPM(
                        DeviceProver(address, patience: pace.tpm / 1000, stop: stop), keysIn: folder.keys(of: nil),
                        eventLog: settings.gatewayLog, isPseudonymous: pseudonymous.contains(name), now: now)
                ))
        }
        for device in settings.devices where device.name != name || settings.gateway == nil {
            list.append(
                (
                    device.name,
                    DeviceTPM(
                        DeviceProver(device.address, patience: pace.tpm / 1000, stop: stop),
                        keysIn: folder.keys(of: device.name), isPseudonymous: pseudonymous.contains(device.name),
                        now: now)
                ))
        }
        return list
    }

    /// How they stand, for a person here.
    var standing: AttesterStanding {
        AttesterStanding(devices: places.map(Self.words), questions: link.words)
    }

    /// Not the pseudonym's name: this goes into a file.
    private static func words(_ place: Place) -> String {
        var words = place.name
        if place.tpm.isPseudonymous {
            let end = place.tpm.pseudonym?.certificate.notAfter.rfc3339
            words += end.map { " (pseudonym until \($0))" } ?? " (no pseudonym)"
        }
        return place.tpm.fault.isEmpty ? words : "\(words): \(place.tpm.fault)"
    }

    /// What the station is told of them.
    var hello: AttesterHello {
        AttesterHello(
            agent: VedetteVersion.text,
            devices: places.map {
                AttesterHello.Device(
                    name: $0.name, fault: $0.tpm.fault, wantsPseudonym: $0.tpm.wantsPseudonym)
            })
    }

    /// How the line of questions stands.
    var link: SensorDesk.LinkState {
        get { state.withLock { $0.link } }
        set { state.withLock { $0.link = newValue } }
    }

    /// Has `listener` called with each change of the hello.
    func listen(_ listener: @escaping @Sendable () -> Void) { state.withLock { $0.listener = listener } }

    /// Asks a device, and calls `done` with its answer, from a thread of the device's or at once.
    func ask(_ question: AttesterQuestion, done: @escaping @Sendable (AttesterAnswer) -> Void) {
        guard let place = places.first(where: { $0.name == question.device }) else {
            return done(AttesterAnswer(number: question.number, .fault("there is no such device here")))
        }
        // One question at a time: nobody can make this queue long.
        guard state.withLock({ $0.busy.insert(place.name).inserted }) else {
            return done(AttesterAnswer(number: question.number, .fault("the device is being asked something else")))
        }
        work(place) { tpm in
            let answer = tpm.answer(question)
            self.state.withLock { _ = $0.busy.remove(place.name) }
            done(answer)
        }
    }

    /// The pseudonym that readings of a device are signed under now; `nil` where there is none.
    func pseudonym(of name: String) -> Pseudonym? {
        places.first { $0.name == name }?.tpm.pseudonym
    }

    /// Tells the station where a device wants a pseudonym, or no longer does. That comes with time, too: whoever signs under them calls this again and again.
    func tellOfPseudonyms() {
        let wanting = Set(places.filter(\.tpm.wantsPseudonym).map(\.name))
        let listener = state.withLock { state -> (@Sendable () -> Void)? in
            defer { state.wanting = wanting }
            return state.wanting == wanting ? nil : state.listener
        }
        listener?()
    }

    /// Has messages signed by a device, by its sensor key or under a pseudonym, and calls `done` with what came of it.
    func sign(
        _ messages: [[UInt8]], by name: String, under pseudonym: Pseudonym? = nil,
        done: @escaping @Sendable (Result<(signatures: [[UInt8]], key: [UInt8]), AgentProblem>) -> Void
    ) {
        guard let place = places.first(where: { $0.name == name }) else {
            return done(.failure(AgentProblem(.notSo, "there is no TPM of \(name)")))
        }
        work(place) { tpm in
            do throws(AgentProblem) {
                done(.success(try tpm.sign(messages, under: pseudonym)))
            } catch {
                done(.failure(error))
            }
        }
    }

    private func look(_ place: Place) { work(place) { $0.look() } }

    /// Does something with a TPM on its thread, and tells where its state has changed by that.
    private func work(_ place: Place, _ body: @escaping @Sendable (DeviceTPM) -> Void) {
        let (tpm, name, say) = (place.tpm, place.name, say)
        place.pool.submit { state in
            guard state == .active else { return }
            let (before, pseudonym) = (tpm.fault, tpm.pseudonym)
            body(tpm)
            let new = tpm.pseudonym
            if new != nil, new != pseudonym {
                // Not its end: where journals are collected that would tell whose it is.
                say("values of \(name) are signed under a new pseudonym")
            }
            self.tellOfPseudonyms()
            let after = tpm.fault
            guard before != after else { return }
            say(after.isEmpty ? "the TPM of \(name) answers again" : "the TPM of \(name): \(after)")
            self.state.withLock { $0.listener }()
        }
    }

    /// Ends, once `stop` is readable or what is asked now is answered.
    func end() {
        for pool in pools { try? pool.syncShutdownGracefully() }
    }
}
