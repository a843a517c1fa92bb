// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Pushes
import Rules
import Synchronization
import Testing

@testable import Collector
@testable import Station
@testable import Store

/// A station that pushes rules, on a port of its own; its rounds are run by the test.
final class PushStation {
    let folder: Folder
    let keys: StationKeys
    let registry: GatewayRegistry
    private(set) var pushes: PushStore
    let rules: RuleStore
    let limits: OrdersLimits
    private(set) var book: OrdersBook
    private(set) var listener: EnrolmentListener
    private var round: PushRound
    /// The clock that tests turn.
    var now: Instant

    init(limits: OrdersLimits = OrdersLimits()) throws {
        folder = try Folder()
        now = SystemClock.now
        let data = folder.configuration.dataDirectory
        keys = try StationKeys.load(directory: data, now: now)
        registry = GatewayRegistry(directory: data)
        pushes = PushStore(directory: data)
        rules = RuleStore(directory: data)
        self.limits = limits
        (book, listener) = try Self.listen(keys, registry, limits)
        round = PushRound(store: pushes, book: book, key: keys.identity.key)
    }

    deinit { listener.end() }

    private static func listen(
        _ keys: StationKeys, _ registry: GatewayRegistry, _ limits: OrdersLimits
    ) throws -> (OrdersBook, EnrolmentListener) {
        let book = OrdersBook(limits) { try? registry.gateway(withCertificate: $0.fingerprint.bytes) }
        let desk = GatewayEnrolment(registry: registry, keys: keys, port: 5044) { SystemClock.now }
        let listener = try EnrolmentListener(
            host: "127.0.0.1", port: 0, identity: keys.identity, authority: keys.authority.certificate, orders: book
        ) { request, shown, address in
            desk.reply(to: request, shown, from: address)
        }
        return (book, listener)
    }

    /// The station is killed and begins again; nothing that it had in memory is there.
    func restart() throws {
        listener.end()
        pushes = PushStore(directory: folder.configuration.dataDirectory)
        (book, listener) = try Self.listen(keys, registry, limits)
        round = PushRound(store: pushes, book: book, key: keys.identity.key)
    }

    func desk(_ person: String = "kim") -> PushDesk { PushDesk(folder.configuration, person: person) }

    /// One round; the answer is what could not be done.
    @discardableResult
    func tend() -> String { round.run(now: now) }

    /// Rounds until the condition holds.
    func tend(until condition: () throws -> Bool) rethrows -> Bool {
        try eventually {
            tend()
            return try condition()
        }
    }

    /// Lets a gateway in, without the detour of an enrolment.
    func identity(_ name: String, commonName: String? = nil) throws -> TLSIdentity {
        let identity = try keys.authority.identity(
            commonName ?? name, purpose: .client, serial: CertificateAuthority.serial())
        let certificate = identity.chain[0]
        let secret = certificate.fingerprint.bytes
        let end = now.advanced(byMicroseconds: 3_600_000_000)
        try registry.invite(name, secretHash: secret, until: end, by: "ada", at: now)
        _ = try registry.enrol(
            IssuedCertificate(
                fingerprint: certificate.fingerprint.bytes, issued: now, expires: certificate.notAfter),
            secretHash: secret, from: "here", at: now)
        return identity
    }

    func sensor(
        _ name: String, _ conduct: SensorModel.Conduct = .follows, running: SensorFiles? = nil
    ) throws -> SensorModel {
        try SensorModel(
            name, identity(name), authority: keys.authority.certificate, conduct, running: running)
    }

    /// A sensor whose line is open and has told.
    func connected(_ name: String, _ conduct: SensorModel.Conduct = .follows) throws -> SensorModel {
        let sensor = try sensor(name, conduct)
        try sensor.connect(to: listener.port)
        #expect(eventually { book.lines().contains { $0.gateway == name } })
        return sensor
    }

    /// Adds a signature to the rule store.
    func add(_ sid: Int, _ text: String? = nil, rev: Int = 1) throws {
        let text = text ?? "alert tcp any any -> any any (msg:\"rule \(sid)\"; sid:\(sid); rev:\(rev);)\n"
        let content = RuleContent(text: Array(text.utf8), heading: RuleHeading(title: "rule \(sid)"))
        try rules.add("1:\(sid)", .signature, content, by: Authorship(author: "kim", time: now))
    }

    @discardableResult
    func push(
        _ targets: PushTargets = .all, by person: String = "kim", mayRunFewer: Bool = false
    ) throws -> PushRecord {
        let desk = desk(person)
        return try desk.push(desk.plan(for: targets, at: now), mayRunFewer: mayRunFewer, comment: "", at: now)
    }

    func gateway(_ name: String) throws -> GatewayRules {
        try #require(try desk().gateways(at: now).first { $0.gateway == name })
    }

    /// Whether a gateway is in a state.
    func isIn(_ state: GatewayRulesState, _ name: String) throws -> Bool { try gateway(name).state == state }
}
