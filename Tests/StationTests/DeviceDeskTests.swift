// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Devices
import EVE
import Fixtures
import Testing
import Verifier

@testable import Station
@testable import Store

@Suite("What people are shown of devices") struct DeviceDeskTests {
    @Test("the history of a device begins with the state that it was in before, and ends with how it stands now")
    func history() throws {
        let station = try DeviceStation()
        _ = try station.trusted()
        func history(_ days: Int64) throws -> [DeviceDetail.Moment] {
            let now = station.now.advanced(byMicroseconds: days * Instant.microsecondsPerDay)
            return try #require(try station.desk().deviceDetail("gw-a", at: now)).history
        }
        #expect(try history(0).map(\.state) == [.unattested, .flagged(.noReference), .trusted])
        // Nobody has asked for 40 days.
        let late = try history(40)
        #expect(late.map(\.state) == [.trusted, .silent])
        let evidence = try #require(try station.store.device("gw-a")?.evidenceTime)
        #expect(late.last?.time == evidence.advanced(byMicroseconds: 180_000_000))
    }

    @Test("all evidence is judged again, also where it takes more than one look into the record")
    func recheck() throws {
        let station = try DeviceStation()
        _ = try station.trusted()
        for _ in 0..<33 { #expect(try station.quote("gw-a") == .trusted) }
        var pages: [Int] = []
        let recheck = try station.desk().recheck("gw-a") { pages.append($0) }
        #expect(recheck.isGood && recheck.checked == 35 && pages == [16, 32, 35])
        let newest = try station.desk().recheckNewest("gw-a")
        #expect(newest.isSame && newest.computed == (.accept, .ok))
    }

    @Test("a station brings a file of an older one up to date when it begins, whether or not it asks devices")
    func olderFile() throws {
        let station = try DeviceStation()
        _ = try station.trusted()
        func age() throws {
            try station.tamper(
                """
                DROP TABLE part_use; DROP INDEX record_thin; DROP INDEX record_log; DROP INDEX enrolment_sensor;
                DELETE FROM grdb_migrations WHERE identifier = '2';
                """)
            try station.restart()
            #expect(throws: AttestationFailure.self) { try station.desk().deviceSummaries(at: station.now) }
        }
        try age()
        #expect(station.tend().isEmpty)
        #expect(try station.desk().deviceSummaries(at: station.now).map(\.state) == [.trusted])
        try age()
        ReadingIntake(directory: station.configuration.dataDirectory).keep()
        #expect(try station.desk().deviceSummaries(at: station.now).map(\.state) == [.trusted])
    }

    @Test("the doctor tells that attest.db cannot be read")
    func doctor() throws {
        let folder = try Folder()
        #expect(Doctor.devices(folder.configuration).isEmpty)
        try folder.write(String(repeating: "no database ", count: 1000), to: "data/attest.db")
        let findings = Doctor.devices(folder.configuration)
        #expect(findings.map(\.state) == [.bad] && findings[0].found.contains("attest.db"))
    }

    @Test("an event log that was not asked for is not kept")
    func unaskedLog() throws {
        let attester = try SoftwareAttester()
        let enrolment = DeviceEnrolment(
            device: "gw-a", gateway: "gw-a", deviceClass: "box", endorsementArea: [1], certificate: [],
            fingerprint: [UInt8](repeating: 1, count: 32), attestationArea: attester.area,
            attestationName: try attester.name(), qualifiedName: nil, sensor: nil, person: "kim", time: SystemClock.now)
        let nonce = [UInt8](repeating: 3, count: 32)
        let clock = TPMClock(clock: 1, resetCount: 1, restartCount: 0, firmware: 1)
        let evidence = try attester.quote([0: [UInt8](repeating: 9, count: 32)], nonce: nonce, clock: clock)
        let answer = AttesterAnswer.Content.quoted(
            attest: evidence.attest, signature: evidence.signature, key: evidence.keyArea,
            values: evidence.values.map { .init(bank: "\($0.key.bank)", register: $0.key.index, bytes: $0.value) },
            log: [1, 2, 3])
        func entry(_ explained: [Int]) -> RecordEntry? {
            QuoteQuestion(
                enrolment: enrolment, policy: nil, nonce: nonce,
                terms: QuoteTerms(
                    selection: [.init(bank: 0x000b, registers: [0])], explained: explained, mostAge: 30, age: 0,
                    prior: nil)
            ).entry(for: answer, age: 0.5, prior: nil, keys: AttestationKeys(), at: SystemClock.now)
        }
        let unasked = try #require(entry([])?.quote)
        #expect(unasked.verdict == .accept && unasked.evidence == evidence && unasked.terms.age == 0.5)
        let asked = try #require(entry([0])?.quote)
        #expect(asked.verdict == .reject && asked.evidence?.eventLog == [1, 2, 3])
    }
}
