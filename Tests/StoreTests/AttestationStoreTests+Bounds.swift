// SPDX-License-Identifier: Apache-2.0

import Attestation
import Devices
import EVE
import Fixtures
import GRDB
import Testing

@testable import Store

extension AttestationStoreTests {
    /// How the file would look for rows.
    func plan(_ sql: String, _ arguments: StatementArguments) throws -> String {
        try DatabaseQueue(path: directory.path + "/attest.db").read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments)
                .map { $0["detail"] as String }.joined(separator: "\n")
        }
    }

    private func number(_ sql: String) throws -> Int {
        try DatabaseQueue(path: directory.path + "/attest.db").read { try Int.fetchOne($0, sql: sql) } ?? 0
    }

    private func thin(before time: Instant, limit: Int) throws -> Int {
        try store.write { tables throws(StoreError) -> Result<Int, DeviceRefusal> in
            .success(try tables.record.thin(before: time, limit: limit))
        }
    }

    @Test("entries of a device and old evidence are found by an index, not by going through the record")
    func plans() throws {
        _ = try store.enrol(enrolment(), replaces: false)
        for isQuote in [false, true] {
            let plan = try plan(RecordTable.selection(ofDevice: true, isQuote: isQuote), [9, "gw-a", 9])
            #expect(plan == "SEARCH record USING INDEX record_device (device=? AND number<?)", "\(plan)")
        }
        let plan = try plan(RecordTable.oldEvidence, [9, 9])
        #expect(plan == "SEARCH record USING INDEX record_thin (time<?)", "\(plan)")
    }

    @Test("old evidence goes in steps, and what other entries share stays until the last of them")
    func steps() throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        _ = try keep(judged(1, of: enrolled), judged(2, of: enrolled), judged(3, of: enrolled))
        let later = time.advanced(byMicroseconds: 1)
        #expect(try thin(before: time, limit: 2) == 0)
        #expect(try thin(before: later, limit: 2) == 2)
        #expect(try [2, 3, 4].map { try store.entry($0)?.quote?.evidence == nil } == [true, true, false])
        #expect(faults.isEmpty)
        #expect(try thin(before: later, limit: 2) == 1)
        #expect(try thin(before: later, limit: 2) == 0)
        #expect(try number("SELECT count(*) FROM part WHERE number NOT IN (SELECT checks FROM record)") == 0)
        #expect(try store.entry(4)?.quote?.checks.isEmpty == false && faults.isEmpty)
    }

    @Test("a device that sends ever new event logs loses evidence, first of what did not hold; the chain stays whole")
    func logs() throws {
        let store = AttestationStore(directory: directory.path, logLimit: 5000)
        let enrolled = try store.enrol(enrolment(), replaces: false)
        var random = SeededGenerator(seed: 7)
        func keep(_ number: UInt8, _ log: [UInt8], holds: Bool) throws {
            var entry = try judged(number, of: enrolled)
            entry.quote?.evidence?.eventLog = log
            if !holds {
                entry.quote?.verdict = .reject
                entry.quote?.reason = .eventLogMismatch
                entry.state = .untrusted(.eventLogMismatch)
            }
            _ = try store.keep([AttestationStore.Judged(entry)])
        }
        // They cannot be packed: two have room.
        let logs = (0..<4).map { _ in (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) } }
        try keep(1, logs[0], holds: true)
        try keep(2, logs[1], holds: false)
        try keep(3, logs[1], holds: false)
        #expect(try store.chain().unbrokenTo == 4)
        try keep(4, logs[2], holds: false)
        func kept() throws -> [Int] {
            try store.entries(of: "gw-a", limit: 100, quotesOnly: true).filter { $0.quote?.evidence != nil }
                .map(\.number).sorted()
        }
        #expect(try kept() == [2, 5])
        let note = try #require(try store.entry(6))
        #expect(note.kind == .thinned && note.device == "gw-a" && note.words.hasPrefix("evidence of 2 quotes"))
        #expect(try store.entry(3)?.quote?.checks.isEmpty == false)
        try keep(5, logs[2], holds: false)
        #expect(try kept() == [2, 5, 7] && store.chain().unbrokenTo == 7)
        try keep(6, logs[3], holds: true)
        #expect(try kept() == [2, 8])
        #expect(try number("SELECT count(*) FROM part WHERE size = 2000") == 2)
        #expect(try store.device("gw-a")?.state == .trusted && faults.isEmpty)
    }

    @Test("a file of before parts were counted is brought up to date by who writes it")
    func olderFile() throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        _ = try keep(judged(1, of: enrolled), judged(2, of: enrolled))
        let uses = try number("SELECT sum(uses) FROM part_use")
        #expect(uses == 6)
        try tamper(
            """
            DROP TABLE part_use; DROP INDEX record_thin; DROP INDEX record_log; DROP INDEX enrolment_sensor;
            DELETE FROM grdb_migrations WHERE identifier = '2';
            """)
        let newer = AttestationStore(directory: directory.path)
        #expect(throws: AttestationFailure.self) { try newer.entry(3) }
        try newer.bringForward()
        #expect(try newer.entry(3)?.quote?.evidence != nil && faults.isEmpty)
        #expect(try number("SELECT sum(uses) FROM part_use") == uses)
        #expect(try newer.keep([AttestationStore.Judged(try judged(3, of: enrolled))]) == [4])
        #expect(try number("SELECT sum(uses) FROM part_use") == uses + 3)
        #expect(try newer.thin(before: time.advanced(byMicroseconds: 1), at: time) == 3 && faults.isEmpty)
    }

    @Test("a damaged end of the record is told to who writes", arguments: ["-2", "9223372036854775807"])
    func damagedHead(_ number: String) throws {
        let enrolled = try store.enrol(enrolment(), replaces: false)
        try tamper("UPDATE head SET number = \(number)")
        #expect(throws: AttestationFailure.self) { try keep(judged(1, of: enrolled)) }
        #expect(throws: AttestationFailure.self) { try store.unbrokenTo() }
    }
}
