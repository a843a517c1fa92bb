// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

extension StationWriter {
    /// How many refused lines are kept for each source.
    private static let refusedLimit = 32
    /// How many are kept altogether.
    private static let refusedTotal = 4096

    /// Counts the refused lines behind `offset` and keeps the newest.
    static func keep(
        _ rejections: [Rejection], of source: Int64, gateway: Int64, behind offset: UInt64, in database: Database
    ) throws(StoreError) {
        let new = rejections.filter { $0.offset >= offset }
        guard !new.isEmpty else { return }
        let count = try Statement(
            database,
            """
            INSERT INTO refusal VALUES (?, ?, ?)
            ON CONFLICT (gateway, reason) DO UPDATE SET count = count + excluded.count
            """)
        for (reason, group) in Dictionary(grouping: new, by: \.reason) {
            count.bind([.integer(gateway), .integer(Int64(reason.rawValue)), .integer(Int64(group.count))])
            try count.run()
        }
        let add = try Statement(
            database, "INSERT INTO refused (source, reason, line, offset, head) VALUES (?, ?, ?, ?, ?)")
        for rejection in new.suffix(refusedLimit) {
            add.bind([
                .integer(source), .integer(Int64(rejection.reason.rawValue)), .integer(Int64(clamping: rejection.line)),
                .integer(Int64(clamping: rejection.offset)), .bytes(rejection.head),
            ])
            try add.run()
        }
        let trim = try Statement(
            database,
            """
            DELETE FROM refused WHERE id <= (SELECT max(id) FROM refused) - ?1 OR source = ?2 AND id <=
            (SELECT id FROM refused WHERE source = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)
            """)
        trim.bind([.integer(Int64(refusedTotal)), .integer(source), .integer(Int64(refusedLimit))])
        try trim.run()
    }

    /// Counts the events behind `offset` whose day was dropped.
    func countLate(_ batch: EventBatch, behind offset: UInt64, in database: Database) throws(StoreError) {
        guard !dropped.isEmpty else { return }
        var late: [Int32: Int64] = [:]
        for index in batch.events.indices where index >= batch.ends.count || batch.ends[index] > offset {
            let day = batch.events[index].time.day
            if dropped.contains(day) { late[day, default: 0] += 1 }
        }
        guard !late.isEmpty else { return }
        let count = try Statement(database, "UPDATE dropped SET late = late + ? WHERE day = ?")
        for (day, events) in late {
            count.bind([.integer(events), .integer(Int64(day))])
            try count.run()
        }
    }

    /// Keeps what the correlations of some gateways remember.
    static func keep(_ correlations: [String: [UInt8]], in database: Database) throws(StoreError) {
        guard !correlations.isEmpty else { return }
        let keep = try Statement(
            database,
            "INSERT INTO correlation VALUES (?, ?) ON CONFLICT (gateway) DO UPDATE SET state = excluded.state")
        for (gateway, state) in correlations {
            keep.bind([.text(gateway), .bytes(state)])
            try keep.run()
        }
    }

    /// What the correlations of each gateway remembered.
    func correlations() throws(StoreError) -> [String: [UInt8]] {
        try read { database throws(StoreError) in
            let rows = try Statement(database, "SELECT gateway, state FROM correlation")
            var states: [String: [UInt8]] = [:]
            while try rows.step() { states[rows.text(0)] = rows.bytes(1) }
            return states
        }
    }
}
