// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Crypto
import Devices
import EVE
import Fixtures
import Identifier
import Intake
import Testing

@testable import Station
@testable import Store

@Suite("Readings under pseudonyms") struct PseudonymReadingTests {
    private let scene: PseudonymScene
    private let pseudonym: Pseudonym
    private let key: SoftwareAttester
    private var station: DeviceStation { scene.station }

    init() throws {
        scene = try PseudonymScene()
        try scene.trust()
        scene.want()
        pseudonym = try scene.taken()
        key = try #require(scene.device.pseudonym)
    }

    private func message(_ sequence: Int, value: Double = 12.5, device: String? = nil) -> [UInt8] {
        let device = device ?? pseudonym.name
        return Array(
            "{\"dev\":\"\(device)\",\"boot\":0,\"seq\":\(sequence),\"ms\":5,\"ch\":\"t1\",\"raw\":\(value)}".utf8)
    }

    private func line(
        _ message: [UInt8], device: String? = nil, isBare: Bool = false, at time: Instant? = nil
    ) throws -> [UInt8] {
        ReadingLine(
            device: device ?? pseudonym.name, key: pseudonym.keyName, message: message,
            signature: try key.signature(of: message), isBare: isBare
        ).line(timestamp: (time ?? station.now).rfc3339)
    }

    private func send(_ lines: [[UInt8]], from gateway: String = "gw-a") {
        let intake = ReadingIntake(directory: station.configuration.dataDirectory)
        var decoder = EveDecoder()
        let bytes = lines.flatMap { $0.last == 0x0a ? $0 : $0 + [0x0a] }
        intake.look(decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 1)), of: gateway)
        intake.keep()
        #expect(intake.trouble.isEmpty)
    }

    private var taken: [StoredReading] { get throws { try station.store.readings(of: pseudonym.name, limit: 100) } }

    private func refused(_ device: String? = nil) throws -> [String: Int] {
        let counts = try station.store.refusedReadings(of: device ?? pseudonym.name)
        return Dictionary(uniqueKeysWithValues: counts.map { ($0.reason, $0.count) })
    }

    @Test("readings under a pseudonym are kept under it; gaps are told, and what comes again is refused")
    func course() throws {
        try send([line(message(0)), line(message(1)), line(message(3))])
        #expect(try taken.map(\.sequence) == [0, 1, 3] && taken.map(\.missing) == [0, 0, 1])
        try send([line(message(1)), line(message(4, device: "cam-1")), line(message(4), device: "cam-1")])
        #expect(try taken.count == 3 && refused() == ["replay": 1, "reading-device": 1])
        #expect(try refused("") == ["key-unknown": 1])
        // Nothing says that they are of the device.
        #expect(try station.store.readings(of: "cam-1", limit: 9).isEmpty && refused("cam-1").isEmpty)
        let listed = try station.store.pseudonyms(limit: 9)
        #expect(listed.map(\.0) == [pseudonym] && listed.map(\.readings) == [3])
        // A bare value names no pseudonym.
        try send([line(Array("2047".utf8), isBare: true)])
        #expect(try refused()["malformed"] == 1 && taken.count == 3)
        // The device's own key goes on beside it.
        let own = try scene.device.sensor
        let other = message(0, device: "cam-1")
        send([
            ReadingLine(device: "cam-1", key: try own.name(), message: other, signature: try own.signature(of: other))
                .line(timestamp: station.now.rfc3339)
        ])
        #expect(try station.store.readings(of: "cam-1", limit: 9).count == 1)
    }

    @Test("readings by another gateway, after its end and after it was taken back are refused by reason")
    func refusals() throws {
        try send([line(message(0))], from: "gw-b")
        #expect(try refused() == ["other-gateway": 1])
        let slack = PseudonymOwners.slackSeconds * 1_000_000
        let early = pseudonym.begins.advanced(byMicroseconds: -2 * slack)
        let late = pseudonym.ends.advanced(byMicroseconds: slack)
        try send([
            line(message(1), at: early), line(message(2), at: late),
            line(message(3), at: late.advanced(byMicroseconds: 1)),
        ])
        // One that was measured before it began waited for it.
        #expect(try taken.map(\.sequence) == [1, 2] && refused() == ["other-gateway": 1, "cert-time": 1])
        // A gateway that gets another name keeps its pseudonyms.
        try station.store.rename("gw-a", to: "gw-c")
        try send([line(message(4))], from: "gw-c")
        #expect(try taken.count == 3)
        try station.store.revoke("cam-1", reason: "stolen", by: "kim", at: station.now)
        try PseudonymOwners(directory: station.configuration.dataDirectory).withdraw(at: station.now)
        try send([line(message(5))], from: "gw-c")
        #expect(try taken.count == 3 && refused()["cert-revoked"] == 1)
    }

    @Test("in a list no more readings are counted than are told")
    func counts() throws {
        let most = AttestationStore.countLimit
        try station.tamper(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(most + 5))
            INSERT INTO reading SELECT NULL, '\(pseudonym.name)', \(pseudonym.readingKey), 0, i, 0, 't1', 0, 0, 'accept', 'ok', x'00' FROM n
            """)
        #expect(try station.store.pseudonyms(limit: 9).map(\.readings) == [most + 1])
        #expect(try station.store.countedPseudonym(pseudonym.name)?.readings == most + 5)
    }

    @Test("a reading under a pseudonym may be inscribed once, while that is good, and its device is not named")
    func register() throws {
        func ask(_ message: [UInt8], signedAs other: [UInt8]? = nil) throws -> DeviceDesk.Inscription {
            try station.desk().inscription(
                of: message, signature: key.signature(of: other ?? message), device: pseudonym.name, at: station.now)
        }
        let answer = try ask(message(3))
        #expect(answer.mayBe && answer.state == nil && answer.evidence == pseudonym.entry)
        let entry = try #require(try station.store.entry(answer.entry ?? 0))
        #expect(entry.kind == .register && entry.device == pseudonym.name && entry.enrolment == nil)
        #expect(entry.words == "reading 3 of start 0, channel t1, on entry \(pseudonym.entry)")
        #expect(try ask(message(3)).reason == .replay && ask(message(4), signedAs: message(5)).reason == .badSignature)
        #expect(try ask(message(4, device: "cam-1")).reason == .readingDevice)
        try send([line(message(7))])
        #expect(try ask(message(7)).mayBe && ask(message(6)).reason == .replay)
        #expect(throws: DeviceDesk.DeskFailure.store(.refused(.noPseudonym(PseudonymName.of(9))))) {
            try station.desk().inscription(
                of: message(8), signature: [], device: PseudonymName.of(9), at: station.now)
        }
        let now = station.now
        station.now = pseudonym.ends.advanced(byMicroseconds: 1)
        #expect(try ask(message(8)).reason == .certificateTime)
        station.now = now
        #expect(try station.store.revoke(pseudonyms: [pseudonym.name], at: now) == 1)
        #expect(try station.store.revoke(pseudonyms: [pseudonym.name], at: now) == 0)
        let late = try ask(message(8))
        #expect(!late.mayBe && late.reason == .certificateRevoked && late.entry == nil)
        #expect(try station.store.chain().fault == nil)
    }
}
