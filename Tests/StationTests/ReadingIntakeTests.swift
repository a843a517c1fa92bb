// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Collector
import Crypto
import Devices
import EVE
import Fixtures
import Intake
import Testing

@testable import Station
@testable import Store

@Suite("Signed readings") struct ReadingIntakeTests {
    private let station: DeviceStation
    private let sensor: SoftwareAttester

    init() throws {
        station = try DeviceStation()
        let model = try station.trusted()
        sensor = try #require(model.state.devices["gw-a"]).sensor
    }

    private func message(_ sequence: Int, boot: Int = 1, value: Double = 12.5, device: String = "gw-a") -> [UInt8] {
        Array(
            "{\"dev\":\"\(device)\",\"boot\":\(boot),\"seq\":\(sequence),\"ms\":5,\"ch\":\"t1\",\"raw\":\(value)}".utf8)
    }

    private func line(
        _ message: [UInt8], signedAs other: [UInt8]? = nil, device: String = "gw-a", isBare: Bool = false
    ) throws -> [UInt8] {
        ReadingLine(
            device: device, key: try sensor.name(), message: message,
            signature: try sensor.signature(of: other ?? message), isBare: isBare
        ).line(timestamp: station.now.rfc3339)
    }

    /// Lets lines of a gateway come; `commits` tells whether they are stored.
    private func send(_ lines: [[UInt8]], from gateway: String = "gw-a", commits: Bool = true) throws {
        let queue = CollectedQueue()
        let round = try FollowRound(
            configuration: station.configuration,
            writer: try StoreWriter(directory: station.configuration.dataDirectory),
            rules: StationRules(station.configuration), queue: queue)
        var shipped = ShippedLines()
        for line in lines { shipped.add(line) }
        queue.put(CollectedBatch(gateway: gateway, lines: shipped) {})
        let parts = round.gather(now: station.now)
        if commits { _ = try round.commit(parts, arrived: station.now) }
        #expect(round.collectedTrouble.isEmpty)
    }

    private var taken: [StoredReading] {
        get throws { try station.store.readings(of: "gw-a", limit: 100) }
    }

    private func refused(_ device: String = "gw-a") throws -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: try station.store.refusedReadings(of: device).map { ($0.reason, $0.count) })
    }

    @Test("the newest of a span are those before its end, however many came later")
    func span() throws {
        try send([line(message(0)), line(message(1))])
        station.now = station.now.advanced(byMicroseconds: 10_000_000)
        let end = station.now
        try send([line(message(2)), line(message(3))])
        #expect(try taken.map(\.sequence) == [0, 1, 2, 3])
        #expect(try station.store.readings(of: "gw-a", before: end, limit: 1).map(\.sequence) == [1])
        #expect(try station.store.readings(of: "gw-a", since: end, limit: 1).map(\.sequence) == [3])
    }

    @Test("readings are judged once and kept; gaps are told, replays and forgeries counted")
    func course() throws {
        try send([line(message(0)), line(message(1)), line(message(4))])
        #expect(try taken.map(\.sequence) == [0, 1, 4] && taken.map(\.missing) == [0, 0, 2])
        #expect(try taken.map(\.value) == [12.5, 12.5, 12.5] && taken.map(\.reason) == [.ok, .ok, .sequenceGap])
        try send([line(message(1)), line(message(5), signedAs: message(6)), line(message(9, device: "gw-b"))])
        #expect(try taken.count == 3)
        #expect(try refused() == ["replay": 1, "bad-signature": 1, "reading-device": 1])
        let channel = try #require(try station.desk().deviceDetail("gw-a", at: station.now)?.channels.first)
        #expect(channel.name == "t1" && channel.points.map(\.missing) == [0, 0, 2] && channel.replays == 1)
        #expect(!channel.isBare)
    }

    @Test("a reading whose line comes again after a crash is kept once")
    func crash() throws {
        let first = try line(message(0))
        try send([first], commits: false)
        #expect(try taken.isEmpty)
        try send([first])
        try send([first])
        #expect(try taken.count == 1)
    }

    @Test("bare values prove no time; those of unknown keys and of other gateways are counted and not kept")
    func strangers() throws {
        try send([line(Array("2047".utf8), isBare: true)])
        #expect(try taken.map(\.reason) == [.noFreshness] && taken.map(\.boot) == [nil])
        try send([line(message(0), device: "cam-9")])
        try send([Array("{\"timestamp\":\"\(station.now.rfc3339)\",\"event_type\":\"vedette_reading\"}".utf8)])
        #expect(try refused("") == ["key-unknown": 1, "malformed": 1])
        try send([line(message(0))], from: "gw-b")
        #expect(try refused() == ["other-gateway": 1] && taken.count == 1)
        try station.store.revoke("gw-a", reason: "stolen", by: "kim", at: station.now)
        try send([line(message(1))])
        #expect(try taken.count == 1)
    }

    @Test("who enrols a device again does not make readings of the same key new")
    func enrolledAgain() throws {
        try send([line(message(0)), line(message(1))])
        #expect(try station.enrol("gw-a", again: true).isDone)
        #expect(try station.quote("gw-a") == .trusted)
        try send([line(message(0)), line(message(1)), line(message(2))])
        #expect(try taken.map(\.sequence) == [0, 1, 2] && taken.map(\.missing) == [0, 0, 0])
        #expect(try refused() == ["replay": 2])
        func ask(_ message: [UInt8]) throws -> DeviceDesk.Inscription {
            try station.desk().inscription(
                of: message, signature: sensor.signature(of: message), device: "gw-a", at: station.now)
        }
        // What was taken under the enrolment before is known, and something else in its place is not.
        #expect(try ask(message(1)).mayBe)
        #expect(try ask(message(0, value: 99)).reason == .replay)
    }

    @Test("readings wait while nobody can read whose keys are good; those that are too many are counted")
    func unreadable() throws {
        let intake = ReadingIntake(directory: station.configuration.dataDirectory, waitingLimit: 2)
        var decoder = EveDecoder()
        func look(_ lines: [UInt8]...) {
            let bytes = lines.flatMap { $0.last == 0x0a ? $0 : $0 + [0x0a] }
            intake.look(decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 1)), of: "gw-a")
            intake.keep()
        }
        try station.tamper("ALTER TABLE device RENAME TO gone")
        try look(line(message(0)), line(message(1)), line(message(2)))
        #expect(intake.trouble.hasPrefix("readings: 2 wait; 1 will never be judged: "), "\(intake.trouble)")
        try look(line(message(3)))
        #expect(intake.trouble.hasPrefix("readings: 2 wait; 2 will never be judged: "), "\(intake.trouble)")
        #expect(try taken.isEmpty && refused("").isEmpty)
        try station.tamper("ALTER TABLE gone RENAME TO device")
        intake.keep()
        #expect(try taken.map(\.sequence) == [0, 1] && refused("") == ["too-many": 2])
        try look(line(message(4)))
        #expect(try taken.map(\.missing) == [0, 0, 2] && intake.trouble.isEmpty && refused("") == ["too-many": 2])
    }

    @Test("a reading may be inscribed in a register once, while its device is trusted")
    func register() throws {
        func ask(_ message: [UInt8], signedAs other: [UInt8]? = nil) throws -> DeviceDesk.Inscription {
            try station.desk().inscription(
                of: message, signature: sensor.signature(of: other ?? message), device: "gw-a", at: station.now)
        }
        let answer = try ask(message(3))
        #expect(answer.mayBe && answer.reading?.value == 12.5 && answer.state == .trusted)
        let number = try #require(answer.entry)
        let entry = try #require(try station.store.entry(number))
        #expect(entry.kind == .register && entry.person == "kim" && answer.evidence != nil)
        #expect(try ask(message(3)).reason == .replay)
        #expect(try ask(message(4), signedAs: message(5)).reason == .badSignature)
        // One that came among the events is no replay of itself, and an older one that nobody has seen is.
        try send([line(message(7))])
        #expect(try ask(message(7)).mayBe)
        #expect(try ask(message(6)).reason == .replay)
        station.pass(seconds: 3600)
        let late = try ask(message(8))
        #expect(!late.mayBe && late.state == .silent)
        #expect(try station.store.chain().fault == nil)
    }
}
