// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension RecordTable {
    /// The most entries whose evidence goes in one transaction: others who write wait for it.
    static let thinningLimit = 2048

    /// Asks for the oldest evidence of quotes that held, of before ?1, ?2 at the most.
    static let oldEvidence = """
        SELECT number, key_area, register_values, log FROM record
        WHERE kind = 'quote' AND verdict = 'accept' AND attest IS NOT NULL AND time < ?1 ORDER BY time LIMIT ?2
        """

    /// Lets go of the evidence of the oldest quotes that held and are older; their hashes stay. The answer is of how many, `limit` at the most.
    func thin(before time: Instant, limit: Int = thinningLimit) throws(StoreError) -> Int {
        let rows = try Statement(database, Self.oldEvidence)
        rows.bind([.integer(time.microseconds), .integer(Int64(limit))])
        return try letGo(rows)
    }

    /// Whether an entry has an event log that its device did not have before.
    func hasNewLog(_ number: Int64) throws(StoreError) -> Bool {
        let find = try Statement(
            database,
            """
            SELECT 1 FROM record r WHERE r.number = ? AND r.log IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM record o WHERE o.device = r.device AND o.log = r.log AND o.number < r.number)
            """)
        find.bind(1, number)
        return try find.step()
    }

    /// Lets go of the evidence of a device's quotes until the event logs that are left have no more than `limit` bytes, packed, each counted once: first of
    /// logs that never came with a quote that held, and of these those not seen for longest. The answer is of how many quotes, `thinningLimit` at the most.
    func boundLogs(of device: String, limit: Int) throws(StoreError) -> Int {
        let logs = try Statement(
            database,
            """
            SELECT log, max(number) AS newest, (SELECT length(content) FROM part WHERE part.number = log) FROM record
            WHERE device = ? AND log IS NOT NULL GROUP BY log ORDER BY min(verdict = 'reject'), newest DESC
            """)
        logs.bind(1, device)
        var bytes: Int64 = 0
        var old: [Int64] = []
        while try logs.step() {
            bytes += logs.integer(2)
            if bytes > limit { old.append(logs.integer(0)) }
        }
        var count = 0
        for log in old.reversed() where count < Self.thinningLimit {
            let rows = try Statement(
                database,
                """
                SELECT number, key_area, register_values, log FROM record WHERE device = ? AND log = ? ORDER BY number LIMIT ?
                """)
            rows.bind([.text(device), .integer(log), .integer(Int64(Self.thinningLimit - count))])
            count += try letGo(rows)
        }
        return count
    }

    /// - Parameter rows: the numbers of entries, and the parts of their evidence.
    private func letGo(_ rows: borrowing Statement) throws(StoreError) -> Int {
        var entries: [Int64] = []
        var parts: [Int64] = []
        while try rows.step() {
            entries.append(rows.integer(0))
            for column in 1...3 { if let part = rows.optional(Int32(column)) { parts.append(part) } }
        }
        let strip = try Statement(
            database,
            "UPDATE record SET attest = NULL, signature = NULL, key_area = NULL, register_values = NULL, log = NULL WHERE number = ?"
        )
        for entry in entries {
            strip.bind(1, entry)
            try strip.run()
        }
        try self.parts.release(parts)
        return entries.count
    }
}
