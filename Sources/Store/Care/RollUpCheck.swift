// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Compares `roll_up` with a recount of `event`, at each level and in each form.
///
/// It goes through the events in the order of their rows, with the rows of each level beside them, so that it holds no more
/// than the open bucket of each level.
struct RollUpCheck: ~Copyable {
    private let partition: Partition
    private let statsTypes: Set<UInt32>
    private let events: Statement
    private var levels: [Level] = []

    /// The bucket of a level that is being counted.
    private struct Level {
        var level: RollUpLevel
        var bucket: Int64?
        var counts: [RollUpCell] = []
    }

    /// What `roll_up` should hold for one bucket.
    private struct Expected {
        var id: Int64
        var kinds: [UInt8]
        var gateways: [UInt8]
        var cells: [UInt8]
    }

    init(_ partition: Partition, in database: Database) throws(StoreError) {
        let types = try Statement(database, "SELECT id FROM text WHERE lower(text) = 'stats'")
        var statsTypes: Set<UInt32> = []
        while try types.step() { statsTypes.insert(UInt32(clamping: types.integer(0))) }
        let events = try Statement(database, "SELECT row, gateway, type, transport, app FROM event ORDER BY row")
        self.partition = partition
        self.statsTypes = statsTypes
        self.events = events
        levels = RollUpLevel.allCases.map { Level(level: $0) }
    }

    /// - Throws: `StoreError`.
    mutating func run(
        in database: Database, _ problem: (String, _ place: String) -> Void
    ) throws(StoreError) {
        var stored: [RollUpLevel: StoredBuckets] = [:]
        for level in RollUpLevel.allCases { stored[level] = try StoredBuckets(level, in: database) }
        var minute: Int64?
        var counts: [RollUpCell: Int64] = [:]
        while try events.step() {
            let own = partition.minute(ofRow: events.integer(0))
            if own != minute {
                if let minute { try close(minute, counts, stored, problem) }
                counts.removeAll(keepingCapacity: true)
                minute = own
            }
            let cell = RollUpCell(
                gateway: UInt32(clamping: events.integer(1)), type: UInt32(clamping: events.integer(2)),
                transport: UInt32(clamping: events.integer(3)), app: UInt32(clamping: events.integer(4)))
            counts[cell, default: 0] += 1
        }
        if let minute { try close(minute, counts, stored, problem) }
        for index in levels.indices {
            try compare(index, stored, problem)
            try stored[levels[index].level]?.skip(to: nil, problem)
        }
        let reach = StoredBuckets.reach
        let ranges = RollUpLevel.allCases.map { "id >= \($0.id(-reach)) AND id < \($0.id(reach))" }
        let strange = try Statement(
            database, "SELECT id FROM roll_up WHERE NOT (\(ranges.joined(separator: " OR "))) ORDER BY id")
        while try strange.step() { problem("row \(strange.integer(0)) of roll_up is of no level", "") }
    }

    /// Adds the counts of a minute to the buckets of each level, and compares those that ended before it.
    private mutating func close(
        _ minute: Int64, _ counts: [RollUpCell: Int64], _ stored: [RollUpLevel: StoredBuckets],
        _ problem: (String, String) -> Void
    ) throws(StoreError) {
        let cells = counts.map { cell, count in
            var cell = cell
            cell.count = count
            return cell
        }
        for index in levels.indices {
            let bucket = levels[index].level.floor(minute)
            if levels[index].bucket != bucket {
                try compare(index, stored, problem)
                levels[index].bucket = bucket
            }
            levels[index].counts = RollUpCoding.merged(levels[index].counts + cells)
        }
    }

    private mutating func compare(
        _ index: Int, _ stored: [RollUpLevel: StoredBuckets], _ problem: (String, String) -> Void
    ) throws(StoreError) {
        guard let bucket = levels[index].bucket else { return }
        let cells = levels[index].counts
        let id = levels[index].level.id(bucket)
        levels[index].counts = []
        levels[index].bucket = nil
        guard let buckets = stored[levels[index].level] else { return }
        try buckets.skip(to: id, problem)
        guard buckets.isAt(id) else { return problem("row \(id) is missing in roll_up", "minute \(bucket)") }
        var wrong: [String] = []
        let kinds = RollUpCoding.merged(
            cells.map { cell in
                var cell = cell
                cell.gateway = 0
                return cell
            })
        if buckets.rows.bytes(1) != RollUpCoding.kinds(kinds) { wrong.append("kinds") }
        if buckets.rows.bytes(2) != RollUpCoding.gateways(gateways(cells)) { wrong.append("gateways") }
        if buckets.rows.bytes(3) != RollUpCoding.cells(cells) { wrong.append("cells") }
        if !wrong.isEmpty {
            problem("row \(id) of roll_up is not the recount: \(wrong.joined(separator: ", "))", "minute \(bucket)")
        }
        try buckets.advance()
    }

    /// Sums of cells in order by gateway.
    private func gateways(_ cells: [RollUpCell]) -> [RollUpCoding.GatewayCount] {
        var counts: [RollUpCoding.GatewayCount] = []
        for cell in cells {
            if counts.last?.gateway != cell.gateway {
                counts.append(RollUpCoding.GatewayCount(gateway: cell.gateway, count: 0, stats: 0))
            }
            counts[counts.count - 1].count += cell.count
            if statsTypes.contains(cell.type) { counts[counts.count - 1].stats += cell.count }
        }
        return counts
    }
}

/// The rows of `roll_up` of one level, in order.
private final class StoredBuckets {
    let rows: Statement
    private var hasRow: Bool

    /// Minutes of the shared file may be far below 0; so far from a level's beginning lie rows of no other.
    static let reach = RollUpLevel.minute.id(0) / 2

    init(_ level: RollUpLevel, in database: Database) throws(StoreError) {
        let rows = try Statement(
            database, "SELECT id, kinds, gateways, cells FROM roll_up WHERE id >= ? AND id < ? ORDER BY id")
        let reach = Self.reach
        rows.bind([.integer(level.id(-reach)), .integer(level.id(reach))])
        hasRow = try rows.step()
        self.rows = rows
    }

    func isAt(_ id: Int64) -> Bool { hasRow && rows.integer(0) == id }

    func advance() throws(StoreError) { hasRow = try rows.step() }

    /// Passes over rows before `id`, or all for `nil`, none of which should be there.
    func skip(to id: Int64?, _ problem: (String, String) -> Void) throws(StoreError) {
        while hasRow, id.map({ rows.integer(0) < $0 }) ?? true {
            problem("row \(rows.integer(0)) of roll_up counts events that are not there", "")
            try advance()
        }
    }
}
