// SPDX-License-Identifier: Apache-2.0

internal import GRDB
package import Query
package import Triage

extension TriageStore {
    /// What was done within a range, in order.
    ///
    /// - Throws: `TriageError`.
    package func records(in range: TimeRange) throws(TriageError) -> [TriageRecord] {
        try read([]) { tables throws(StoreError) in try tables.records(in: range) }
    }

    /// The newest record of the log and its hash, which holds all records before it as well; `nil` before the first.
    ///
    /// - Throws: `TriageError`.
    package func newestRecord() throws(TriageError) -> (record: TriageRecord, hash: [UInt8])? {
        try read(nil) { tables throws(StoreError) in
            guard let record = try tables.records(limit: 1).first else { return nil }
            let rows = try Statement(tables.database, "SELECT hash FROM action WHERE number = ?")
            rows.bind(1, record.number)
            return try rows.step() ? (record, rows.bytes(0)) : nil
        }
    }
}
