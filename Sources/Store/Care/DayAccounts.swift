// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// What the days tell of sources and gateways, from which `station.db` can be made again.
struct DayAccounts {
    struct Source {
        var gateway: String
        var offset: UInt64 = 0
        var events = 0
    }

    struct Gateway {
        var events = 0
        var first: Int64?
        var last: Int64?
    }

    /// The newest counters of a sensor.
    struct Sensor {
        var time: Int64
        var counters: SensorCounters
    }

    struct SensorName: Hashable {
        var gateway: String
        var sensor: String
    }

    private(set) var sources: [Int64: Source] = [:]
    private(set) var gateways: [String: Gateway] = [:]
    private(set) var sensors: [SensorName: Sensor] = [:]
    private(set) var days: [Int32: Partition] = [:]

    /// Adds what a day's files tell; both must be sound.
    mutating func add(_ partition: Partition, in directory: StoreDirectory) throws(StoreError) {
        guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
            return
        }
        try queue.snapshot { database throws(StoreError) in
            let state = try Statement(database, "SELECT length FROM raw_file")
            guard try state.step() else { return }
            try addBlocks(directory.rawPath(of: partition), to: UInt64(clamping: state.integer(0)))
            let progress = try Statement(database, "SELECT source, offset FROM progress")
            while try progress.step() {
                let offset = UInt64(clamping: progress.integer(1))
                sources[progress.integer(0), default: Source(gateway: "")].offset.raise(to: offset)
            }
            try addEvents(partition, database)
            try addSensors(partition, database)
        }
    }

    private mutating func addBlocks(_ path: String, to length: UInt64) throws(StoreError) {
        guard let file = try RawFile.reading(path) else { return }
        let end = try min(length, file.length())
        guard end >= RawFile.headLength else { return }
        var walk = RawWalk(file, to: end)
        while let step = try walk.next() {
            guard case .record(.block, let body, _, _) = step, let block = RawBlock(body: body) else { continue }
            sources[block.source, default: Source(gateway: block.gateway)].events += block.rows.count
            sources[block.source]?.gateway = block.gateway
            gateways[block.gateway, default: Gateway()].events += block.rows.count
        }
    }

    /// The days that a file has events of.
    static func days(of partition: Partition, in directory: StoreDirectory) throws(StoreError) -> Set<Int32> {
        if let day = partition.onlyDay { return [day] }
        guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
            return []
        }
        return try queue.snapshot { database throws(StoreError) in try days(of: partition, database) }
    }

    private static func days(of partition: Partition, _ database: Database) throws(StoreError) -> Set<Int32> {
        if let day = partition.onlyDay { return [day] }
        let events = try Statement(database, "SELECT row FROM event")
        var days: Set<Int32> = []
        while try events.step() { days.insert(partition.instant(ofRow: events.integer(0)).day) }
        return days
    }

    private mutating func addEvents(_ partition: Partition, _ database: Database) throws(StoreError) {
        for day in try Self.days(of: partition, database) { days[day] = partition }
        let rows = try Statement(
            database,
            """
            SELECT t.text, min(e.row), max(e.row) FROM event e JOIN text t ON t.id = e.gateway GROUP BY e.gateway
            """)
        while try rows.step() {
            let first = partition.instant(ofRow: rows.integer(1)).microseconds
            let last = partition.instant(ofRow: rows.integer(2)).microseconds
            let known = gateways[rows.text(0)]
            gateways[rows.text(0), default: Gateway()].first = min(known?.first ?? first, first)
            gateways[rows.text(0), default: Gateway()].last = max(known?.last ?? last, last)
        }
    }

    private mutating func addSensors(_ partition: Partition, _ database: Database) throws(StoreError) {
        let rows = try Statement(
            database,
            """
            SELECT s.row, g.text, t.text, s.uptime, s.packets, s.drops, s.errors, s.memory, s.alerts, s.sessions
            FROM stats s JOIN text g ON g.id = s.gateway LEFT JOIN text t ON t.id = s.sensor ORDER BY s.row
            """)
        while try rows.step() {
            let name = SensorName(gateway: rows.text(1), sensor: rows.text(2))
            let time = partition.instant(ofRow: rows.integer(0)).microseconds
            if let known = sensors[name], known.time > time { continue }
            sensors[name] = Sensor(time: time, counters: SensorCounters(rows, at: 3))
        }
    }
}

extension UInt64 {
    fileprivate mutating func raise(to other: UInt64) { self = Swift.max(self, other) }
}
