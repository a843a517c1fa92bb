// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import GRDB

/// Looks through `attest.db`: whether the record is unbroken, evidence is what was judged, and devices stand as the record says.
enum AttestationCheck {
    /// Adds what is wrong to `problems`; no file is no problem. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        let file = SharedFile.attestation(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            try file.check(database, &problems)
            try file.checkIdentity(database, identity, of: "devices", &problems)
            let record = RecordTable(database: database)
            if let fault = try record.walk().fault { file.add(fault, to: &problems) }
            for fault in try evidence(database, record) + uses(database) + devices(database) {
                file.add(fault, to: &problems)
            }
        }
    }

    /// The chain holds hashes of evidence and checks; these are held against what is there.
    private static func evidence(_ database: Database, _ record: RecordTable) throws(StoreError) -> [String] {
        var faults: [String] = []
        let rows = try Statement(database, RecordTable.columns + " WHERE kind = 'quote' ORDER BY number")
        while try rows.step() {
            let entry = Result { () throws(StoreError) in try record.entry(rows) }
            guard case .success(let found) = entry, let quote = found.quote else {
                faults.append("entry \(rows.integer(0)) cannot be read")
                continue
            }
            var checks = FramedDigest()
            checks.add(Array(EvidenceCoding.json(quote.checks).utf8))
            let isWhole = quote.evidence.map { EvidenceCoding.hash(of: $0) == rows.bytes(23) } ?? true
            let checked = checks.digest()
            guard !isWhole || checked != rows.bytes(17) else { continue }
            faults.append("the evidence of entry \(rows.integer(0)) is not what was judged")
        }
        return faults
    }

    /// What is counted decides which parts go.
    private static func uses(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            """
            SELECT number FROM (
                SELECT checks AS number FROM record UNION ALL SELECT key_area FROM record
                UNION ALL SELECT register_values FROM record UNION ALL SELECT log FROM record) AS named
            WHERE number IS NOT NULL GROUP BY number
            HAVING count(*) <> coalesce((SELECT uses FROM part_use WHERE part_use.number = named.number), 0)
            """)
        var faults: [String] = []
        while try rows.step() { faults.append("part \(rows.integer(0)) is used otherwise than was counted") }
        return faults
    }

    /// The newest evidence of a device is its own, and it stands as the last entry about its state says.
    private static func devices(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            """
            SELECT d.name FROM device d LEFT JOIN enrolment e ON e.number = d.enrolment
            WHERE e.number IS NULL OR e.device <> d.name OR NOT EXISTS (
                SELECT 1 FROM record r WHERE r.number = (SELECT max(number) FROM record WHERE device = d.name AND state <> '')
                AND r.state = d.state AND r.state_reason = d.reason)
            ORDER BY d.name
            """)
        var faults: [String] = []
        while try rows.step() { faults.append("\(rows.text(0)) stands otherwise than the record says") }
        return faults
    }
}
