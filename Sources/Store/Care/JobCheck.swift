// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import GRDB

/// Looks through `jobs.db`: whether the record is unbroken, and reports are what the record has.
enum JobCheck {
    /// Adds what is wrong to `problems`; no file is no problem. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        let file = SharedFile.jobs(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            try file.check(database, &problems)
            try file.checkIdentity(database, identity, of: "jobs", &problems)
            if let fault = try JobRecordTable(database: database).fault() { file.add(fault, to: &problems) }
            for fault in try reports(database) { file.add(fault, to: &problems) }
        }
    }

    /// The report of a job that succeeded is that of its newest entry of the kind.
    private static func reports(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            """
            SELECT number, report, (
                SELECT content FROM record r WHERE r.job = job.number AND r.kind = 'succeeded' ORDER BY r.number DESC LIMIT 1
            ) FROM job WHERE state = 'succeeded' ORDER BY number
            """)
        var faults: [String] = []
        while try rows.step() {
            guard rows.isNull(2) || rows.bytes(1) != rows.bytes(2) else { continue }
            faults.append("the report of job \(rows.integer(0)) is not the one that the record has")
        }
        return faults
    }
}
