// SPDX-License-Identifier: Apache-2.0

import Attestation
import Crypto
import Devices
import EVE
import Enrolment
import Fixtures
import GRDB
import Intake
import Testing

@testable import Collector
@testable import Station
@testable import Store

/// A station that asks devices, on a port of its own; its rounds are run by the test.
final class DeviceStation {
    let folder: Folder
    let keys: StationKeys
    let registry: GatewayRegistry
    var configuration: StationConfiguration
    let limits: AttestersLimits
    private(set) var store: AttestationStore
    private(set) var book: AttestersBook
    private(set) var listener: EnrolmentListener
    let queue = CollectedQueue()
    private var round: DeviceRound
    /// The clocks that tests turn.
    var now: Instant
    var seconds = 1000.0

    init(limits: AttestersLimits = AttestersLimits(), _ options: DeviceOptions = DeviceOptions()) throws {
        folder = try Folder()
        now = SystemClock.now
        self.limits = limits
        configuration = folder.configuration
        configuration.devices = options
        let data = configuration.dataDirectory
        keys = try StationKeys.load(directory: data, now: now)
        registry = GatewayRegistry(directory: data)
        store = AttestationStore(directory: data)
        (book, listener) = try Self.listen(keys, registry, limits)
        round = DeviceRound(
            configuration.devices, directory: configuration.dataDirectory, store: store, book: book, queue: queue,
            seconds: seconds)
    }

    deinit { listener.end() }

    private static func listen(
        _ keys: StationKeys, _ registry: GatewayRegistry, _ limits: AttestersLimits
    ) throws -> (AttestersBook, EnrolmentListener) {
        let book = AttestersBook(limits) { try? registry.gateway(withCertificate: $0.fingerprint.bytes) }
        let desk = GatewayEnrolment(registry: registry, keys: keys, port: 5044) { SystemClock.now }
        let listener = try EnrolmentListener(
            host: "127.0.0.1", port: 0, identity: keys.identity, authority: keys.authority.certificate, attesters: book
        ) { request, shown, address in
            desk.reply(to: request, shown, from: address)
        }
        return (book, listener)
    }

    /// The station is killed and begins again; nothing that it had in memory is there.
    func restart() throws {
        listener.end()
        store = AttestationStore(directory: configuration.dataDirectory)
        (book, listener) = try Self.listen(keys, registry, limits)
        round = DeviceRound(
            configuration.devices, directory: configuration.dataDirectory, store: store, book: book, queue: queue,
            seconds: seconds)
    }

    func desk(_ person: String = "kim") -> DeviceDesk { DeviceDesk(configuration, person: person) }

    /// One round; the answer is what could not be done.
    @discardableResult
    func tend() -> String { round.run(now: now, seconds: seconds) }

    /// Rounds until the condition holds.
    func tend(until condition: () throws -> Bool) rethrows -> Bool {
        try eventually {
            tend()
            return try condition()
        }
    }

    func pass(seconds more: Int) {
        seconds += Double(more)
        now = now.advanced(byMicroseconds: Int64(more) * 1_000_000)
    }

    /// A gateway whose line is open and has told of its devices.
    func gateway(_ name: String, _ devices: [String: AttesterModel.Device]) throws -> AttesterModel {
        let model = try AttesterModel(
            name, identity(name), authority: keys.authority.certificate, devices: devices)
        try connect(model)
        return model
    }

    func connect(_ model: AttesterModel) throws {
        try model.connect(to: listener.port)
        #expect(eventually { book.lines().contains { $0.gateway == model.name } })
        tend()
    }

    func identity(_ name: String) throws -> TLSIdentity {
        let identity = try keys.authority.identity(name, purpose: .client, serial: CertificateAuthority.serial())
        let certificate = identity.chain[0]
        let end = now.advanced(byMicroseconds: 3_600_000_000)
        try registry.invite(name, secretHash: certificate.fingerprint.bytes, until: end, by: "ada", at: now)
        _ = try registry.enrol(
            IssuedCertificate(
                fingerprint: certificate.fingerprint.bytes, issued: now, expires: certificate.notAfter),
            secretHash: certificate.fingerprint.bytes, from: "here", at: now)
        return identity
    }

    /// What comes of a wish.
    func answer(to wish: DeviceWish) throws -> DeviceWish.Answer {
        let number = try store.wish(wish)
        #expect(try tend { try store.answer(toWish: number) != nil })
        return try #require(try store.answer(toWish: number))
    }

    func enrol(_ device: String, deviceClass: String = "box", pins: Bool = true, again: Bool = false) throws
        -> DeviceWish.Answer
    {
        try answer(
            to: DeviceWish(
                kind: .enrol, device: device, deviceClass: deviceClass, pins: pins, replaces: again, person: "kim",
                time: now))
    }

    /// How a device stands by a quote that it is asked for now.
    func quote(_ device: String) throws -> DeviceState {
        let answer = try answer(to: DeviceWish(kind: .quote, device: device, person: "kim", time: now))
        #expect(answer.isDone, "\(answer.words)")
        return try state(device)
    }

    func state(_ device: String) throws -> DeviceState { try #require(try store.device(device)).state }

    func learn(_ device: String, adds: Bool = false) throws -> DevicePolicy {
        let desk = desk()
        return try desk.learn(desk.lesson(from: device, adds: adds), comment: "as delivered", at: now)
    }

    /// A gateway with its own TPM, enrolled, with reference values and a quote that holds.
    func trusted(_ name: String = "gw-a") throws -> AttesterModel {
        let model = try gateway(name, [name: AttesterModel.Device()])
        #expect(try enrol(name).isDone)
        #expect(try quote(name) == .flagged(.noReference))
        _ = try learn(name)
        #expect(try quote(name) == .trusted)
        return model
    }

    /// Changes the file as nobody may.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: configuration.dataDirectory + "/attest.db")
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Makes every addition to a table fail, as a full disk would, until `open`.
    func close(_ table: String) throws {
        try tamper("CREATE TRIGGER full BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'no room'); END")
    }

    func open() throws { try tamper("DROP TRIGGER full") }

    /// The events that are on their way.
    var news: [String] {
        queue.take(limit: 1 << 20).map { batch in
            batch.acknowledge()
            return "\(batch.gateway) " + String(decoding: batch.lines.bytes, as: UTF8.self)
        }
    }
}
