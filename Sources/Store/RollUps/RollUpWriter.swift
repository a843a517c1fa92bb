// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Counts the events of one commit by minute, and adds them to the file's `roll_up` in the same transaction.
///
/// It holds what the transaction wrote, so it must be thrown away with one that is undone.
struct RollUpWriter: ~Copyable {
    private struct Key: Hashable {
        var minute: Int64
        var cell: RollUpCell

        func hash(into hasher: inout Hasher) {
            // One word instead of five: the hasher's rounds would cost more than all else here.
            var word = UInt64(bitPattern: minute) &* 0x9e37_79b9_7f4a_7c15
            word ^= UInt64(cell.gateway) << 32 ^ UInt64(cell.type) << 20
            word = (word ^ word >> 29) &* 0xbf58_476d_1ce4_e5b9
            hasher.combine(word ^ UInt64(cell.transport) << 16 ^ UInt64(cell.app))
        }
    }

    private let partition: Partition
    private let path: String
    private let find: Statement
    private let putSums: Statement
    private let putCells: Statement
    private let putAlerts: Statement
    private var counts: [Key: Int64] = [:]
    private var alerts: [Int64: AlertCounts] = [:]
    /// The numbers of the types that count as `stats`.
    private var statsTypes: Set<UInt32> = []

    /// `path` names the file where it turns out to be damaged.
    init(_ partition: Partition, in database: Database, path: String) throws(StoreError) {
        let find = try Statement(
            database,
            """
            SELECT c.cells, ifnull(a.alerts, x'') FROM roll_up_cells c LEFT JOIN roll_up_alerts a ON a.id = c.id
            WHERE c.id = ?
            """)
        let putSums = try Statement(database, "INSERT OR REPLACE INTO roll_up_sums VALUES (?, ?, ?)")
        let putCells = try Statement(database, "INSERT OR REPLACE INTO roll_up_cells VALUES (?, ?)")
        let putAlerts = try Statement(database, "INSERT OR REPLACE INTO roll_up_alerts VALUES (?, ?)")
        let types = try Statement(database, "SELECT id FROM text WHERE lower(text) = 'stats'")
        while try types.step() { statsTypes.insert(UInt32(clamping: types.integer(0))) }
        self.find = find
        self.putSums = putSums
        self.putCells = putCells
        self.putAlerts = putAlerts
        self.partition = partition
        self.path = path
    }

    /// Counts an event that was stored in `row`.
    mutating func count(_ row: Int64, gateway: Int64, type: Int64?, transport: Int64?, app: Int64?) {
        let cell = RollUpCell(
            gateway: UInt32(clamping: gateway), type: UInt32(clamping: type ?? 0),
            transport: UInt32(clamping: transport ?? 0), app: UInt32(clamping: app ?? 0))
        counts[Key(minute: partition.minute(ofRow: row), cell: cell), default: 0] += 1
    }

    /// Counts an alert once more, by what alert panels tell apart.
    mutating func countAlert(
        _ row: Int64, gateway: Int64, signature: Int64?, action: Int64?, from source: IPAddress?,
        to destination: IPAddress?
    ) {
        alerts[partition.minute(ofRow: row), default: AlertCounts()].add(
            row: row, gateway: gateway, signature: signature, action: action, from: source, to: destination)
    }

    /// Says that a type's number stands for `stats`, in whatever case.
    mutating func markStats(type: Int64?) {
        if let type { statsTypes.insert(UInt32(clamping: type)) }
    }

    /// Writes the counts and forgets them.
    mutating func write() throws(StoreError) {
        var byMinute: [Int64: [RollUpCell]] = [:]
        for (key, count) in counts {
            var cell = key.cell
            cell.count = count
            byMinute[key.minute, default: []].append(cell)
        }
        counts.removeAll(keepingCapacity: true)
        var alertsByMinute = alerts
        alerts.removeAll(keepingCapacity: true)
        for level in RollUpLevel.allCases {
            var buckets: [Int64: [RollUpCell]] = [:]
            for (minute, cells) in byMinute { buckets[level.floor(minute), default: []] += cells }
            var alertBuckets: [Int64: AlertCounts] = [:]
            for (minute, counts) in alertsByMinute {
                alertBuckets[level.floor(minute), default: AlertCounts()].add(counts)
            }
            // In the order of the table, so that neighbours fall onto the same page.
            for (bucket, cells) in buckets.sorted(by: { $0.key < $1.key }) {
                try add(cells, alertBuckets[bucket] ?? AlertCounts(), to: bucket, level)
            }
            // The next level need not count by what this one no longer tells apart.
            byMinute = buckets
            alertsByMinute = alertBuckets
        }
    }

    private func add(
        _ cells: [RollUpCell], _ alerts: AlertCounts, to bucket: Int64, _ level: RollUpLevel
    ) throws(StoreError) {
        let start = bucket * partition.rowsPerMinute
        var all = cells
        var allAlerts = alerts
        find.bind(1, level.id(bucket))
        if try find.step() {
            defer { find.reset() }
            // Counts that cannot be read must not be replaced by those of this commit alone.
            let isSound = RollUpCoding.visit(cells: find.bytes(0), hasGateway: true) { all.append($0) }
            guard isSound, let known = AlertCounts(find.bytes(1), from: start) else {
                throw .damagedRollUp(path: path, row: level.id(bucket))
            }
            allAlerts.add(known)
        }
        let merged = RollUpCoding.merged(all)
        let id = level.id(bucket)
        putSums.bind(1, id)
        putSums.bind(2, RollUpCoding.kinds(RollUpCoding.merged(merged.map(\.withoutGateway))))
        putSums.bind(3, RollUpCoding.gateways(gateways(merged)))
        try putSums.run()
        putCells.bind(1, id)
        putCells.bind(2, RollUpCoding.cells(merged))
        try putCells.run()
        guard !alerts.cells.isEmpty else { return }
        putAlerts.bind(1, id)
        putAlerts.bind(2, allAlerts.merged().bytes(from: start))
        try putAlerts.run()
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

extension RollUpCell {
    fileprivate var withoutGateway: RollUpCell {
        var cell = self
        cell.gateway = 0
        return cell
    }
}
