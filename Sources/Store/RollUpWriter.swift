// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Counts the events of one commit by minute, and adds them to the file's `roll_up` in the same transaction.
///
/// It holds what the transaction wrote, so it must be thrown away with one that is undone.
struct RollUpWriter: ~Copyable {
    private struct Key: Hashable, Comparable {
        var minute: Int64
        var gateway: Int64
        var type: Int64
        var transport: Int64
        var app: Int64

        static func < (left: Key, right: Key) -> Bool {
            (left.minute, left.gateway, left.type, left.transport, left.app)
                < (right.minute, right.gateway, right.type, right.transport, right.app)
        }
    }

    private let partition: Partition
    private let add: Statement
    private var counts: [Key: Int64] = [:]

    init(_ partition: Partition, in database: Database) throws(StoreError) {
        add = try Statement(
            database,
            """
            INSERT INTO roll_up VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (minute, gateway, type, transport, app) DO UPDATE SET count = count + excluded.count
            """)
        self.partition = partition
    }

    /// Counts an event that was stored in `row`.
    mutating func count(_ row: Int64, gateway: Int64, type: Int64?, transport: Int64?, app: Int64?) {
        let key = Key(
            minute: partition.minute(ofRow: row), gateway: gateway, type: type ?? 0, transport: transport ?? 0,
            app: app ?? 0)
        counts[key, default: 0] += 1
    }

    /// Writes the counts and forgets them.
    mutating func write() throws(StoreError) {
        // In the order of the table, so that neighbours fall onto the same page.
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            add.bind(1, key.minute)
            add.bind(2, key.gateway)
            add.bind(3, key.type)
            add.bind(4, key.transport)
            add.bind(5, key.app)
            add.bind(6, count)
            try add.run()
        }
        counts.removeAll(keepingCapacity: true)
    }
}
