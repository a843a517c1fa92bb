// SPDX-License-Identifier: Apache-2.0

import Attestation
import Devices
import EVE
import Fixtures
import GRDB
import Testing

@testable import Store

@Suite("The store of devices") struct AttestationStoreTests {
    let directory: TemporaryStore
    let store: AttestationStore
    let time = Instant(seconds: 1_790_000_000)
    let attester: SoftwareAttester

    init() throws {
        directory = try TemporaryStore()
        store = AttestationStore(directory: directory.path)
        attester = try SoftwareAttester()
    }

    func enrolment(_ device: String = "gw-a", tpm: UInt8 = 1) throws -> DeviceEnrolment {
        DeviceEnrolment(
            device: device, gateway: "gw-a", deviceClass: "box", endorsementArea: [1], certificate: [],
            fingerprint: [UInt8](repeating: tpm, count: 32), attestationArea: attester.area,
            attestationName: try attester.name(), qualifiedName: nil, sensor: nil, person: "kim", time: time)
    }

    /// A quote with a nonce of this number, judged.
    func judged(_ number: UInt8, of enrolment: DeviceEnrolment, at time: Instant? = nil) throws -> RecordEntry {
        let nonce = [UInt8](repeating: number, count: 32)
        let values: [Int: [UInt8]] = [0: [UInt8](repeating: 9, count: 32)]
        let clock = TPMClock(clock: UInt64(number), resetCount: 1, restartCount: 0, firmware: 1)
        let evidence = try attester.quote(values, nonce: nonce, clock: clock)
        let terms = QuoteTerms(
            selection: [.init(bank: 0x000b, registers: [0])], explained: [], mostAge: 30, age: 0.5, prior: nil)
        let result = terms.result(
            for: evidence, nonce: nonce, of: enrolment, policy: nil, keys: AttestationKeys())
        #expect(result.verdict == .accept)
        return RecordEntry(
            time: time ?? self.time, device: enrolment.device, kind: .quote, enrolment: enrolment.number,
            deviceClass: "box", policyVersion: 1, state: .trusted,
            quote: .init(
                nonce: nonce, terms: terms, verdict: result.verdict, reason: result.reason, checks: result.checks,
                clock: result.quote?.clock, evidence: evidence))
    }

    func keep(_ entries: RecordEntry...) throws -> [Int?] {
        try store.keep(entries.map { AttestationStore.Judged($0) })
    }

    /// Changes the file as nobody may.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory.path + "/attest.db")
        try queue.write { try $0.execute(sql: sql) }
    }

    var faults: [String] {
        var problems = ProblemList()
        AttestationCheck.run(StoreDirectory(root: directory.path), identity: nil, &problems)
        return problems.told.map { "\($0)" }
    }

    @Test("what was judged is read again as it was, evidence and all")
    func reading() throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        #expect(try store.enrolment(enrolled.number) == enrolled)
        var entry = try judged(1, of: enrolled)
        #expect(try keep(entry) == [2])
        entry.number = 2
        #expect(try store.entry(2) == entry)
        #expect(try store.isUsed([UInt8](repeating: 1, count: 32)))
        #expect(try !store.isUsed([UInt8](repeating: 2, count: 32)))
        let device = try #require(try store.device("gw-a"))
        #expect(device.state == .trusted && device.evidence == 2 && device.clock == entry.quote?.clock)
        #expect(try store.chain().unbrokenTo == 2 && store.chain().fault == nil && faults.isEmpty)
    }

    @Test("keys are written once: nobody but an operator's --again takes others, and nothing changes them")
    func keys() throws {
        let first = try store.enrol(enrolment(), replaces: false)
        #expect(throws: AttestationFailure.refused(.enrolled("gw-a"))) {
            try store.enrol(enrolment(tpm: 2), replaces: false)
        }
        #expect(throws: AttestationFailure.refused(.sameTPM("cam-1", "gw-a"))) {
            try store.enrol(enrolment("cam-1"), replaces: false)
        }
        let second = try store.enrol(enrolment(tpm: 2), replaces: true)
        #expect(try store.currentEnrolments() == [second] && store.enrolment(first.number) == first)
        // What was asked of the keys before does not count for those of now.
        #expect(try keep(judged(1, of: first)) == [nil])
        #expect(throws: (any Error).self) { try tamper("UPDATE enrolment SET name = x'00'") }
        #expect(throws: (any Error).self) { try tamper("DELETE FROM enrolment") }
        #expect(throws: (any Error).self) { try tamper("DELETE FROM record WHERE number = 1") }
        #expect(throws: (any Error).self) { try tamper("UPDATE record SET words = 'other' WHERE number = 1") }
    }

    @Test(
        "whatever is changed in the record, past the file's own guards, is found",
        arguments: [
            "UPDATE record SET verdict = 'accept', reason = 'ok', words = 'x' WHERE number = 2",
            "UPDATE record SET time = time + 1 WHERE number = 3", "UPDATE record SET nonce = x'01' WHERE number = 3",
            "UPDATE record SET terms = '{}' WHERE number = 3", "DELETE FROM record WHERE number = 2",
            "DELETE FROM record WHERE number = 4", "UPDATE record SET number = 9 WHERE number = 4",
            "UPDATE record SET attest = x'00' WHERE number = 3",
            "UPDATE part SET content = x'00' WHERE number = 1",
            "UPDATE record SET evidence_hash = x'00' WHERE number = 2",
            "UPDATE device SET state = 'revoked'", "UPDATE head SET number = 3",
            "UPDATE head SET number = -2", "UPDATE head SET number = 9223372036854775807", "DELETE FROM head",
            "UPDATE part_use SET uses = 1 WHERE number = 2", "DELETE FROM part_use WHERE number = 2",
        ])
    func tampering(_ sql: String) throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        _ = try keep(judged(1, of: enrolled), judged(2, of: enrolled), judged(3, of: enrolled))
        #expect(faults.isEmpty)
        try tamper("DROP TRIGGER record_stays; DROP TRIGGER record_remains;")
        try tamper(sql)
        #expect(!faults.isEmpty)
    }

    @Test("evidence of quotes that held may go, and the chain stays whole")
    func thinning() throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        let later = time.advanced(byMicroseconds: 1_000_000)
        _ = try keep(judged(1, of: enrolled), judged(2, of: enrolled, at: later))
        #expect(try store.thin(before: later, at: later) == 1)
        #expect(try store.entry(2)?.quote?.evidence == nil && store.entry(3)?.quote?.evidence != nil)
        #expect(try store.entry(2)?.quote?.checks.isEmpty == false)
        #expect(faults.isEmpty)
        #expect(try store.entry(4)?.kind == .thinned)
        #expect(try store.thin(before: later, at: later) == 0)
    }

    @Test("of two who change a policy at once the second is told")
    func policies() throws {
        func policy(_ comment: String) -> DevicePolicy {
            DevicePolicy(
                deviceClass: "box", version: 0, registers: [.init(bank: 11, index: 0, values: [[1], [2]])],
                comment: comment, person: "kim", time: time)
        }
        let first = try store.setPolicy(policy("one"), before: 0)
        #expect(first.version == 1)
        #expect(throws: AttestationFailure.refused(.otherPolicy("box", 1))) {
            try store.setPolicy(policy("two"), before: 0)
        }
        #expect(try store.setPolicy(policy("two"), before: 1).version == 2)
        #expect(try store.policy(of: "box", version: 1) == first && store.policies().map(\.version) == [2, 1])
        #expect(throws: (any Error).self) { try tamper("UPDATE policy SET comment = 'x'") }
    }

    @Test("a nonce is judged once, whatever comes of the file")
    func nonces() throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        _ = try keep(judged(1, of: enrolled))
        #expect(throws: AttestationFailure.self) { try keep(judged(1, of: enrolled)) }
        #expect(try store.chain().unbrokenTo == 2)
    }
}
