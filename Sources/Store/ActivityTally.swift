// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// What each gateway sent in a period, filters aside, over several files.
struct ActivityTally {
    private struct Reading {
        var gateway: Int
        var sensor: String
        var time: Instant
        var counters: SensorCounters
    }

    private let period: Period
    private var indices: [String: Int] = [:]
    private var activities: [GatewayActivity] = []
    private var local: [Int32] = []
    private var readings: [Reading] = []

    /// How long before the period a reading may lie that the first one in it is compared with. Suricata writes one every 8 s by
    /// default; after a longer silence there is no telling when the packets were dropped.
    static let lookBack: Int64 = 3_600_000_000

    /// Every gateway that the station knows is there, also the silent ones.
    init(_ period: Period, gateways: [GatewayReport]) {
        self.period = period
        for report in gateways {
            let index = add(report.gateway)
            // Of a gateway that has sent nothing since, this is the newest event.
            if let last = report.lastEvent, last < period.range.end { activities[index].lastEvent = last }
        }
    }

    /// Counts the file's events.
    mutating func count(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        local.removeAll(keepingCapacity: true)
        // For each gateway's number, the beginning of the last bucket that it has events in.
        var newest = [Instant?](repeating: nil, count: day.names.texts.count)
        let scan = RollUpScan(.everything, range: period.range, detail: .gateway, level: period.level)
        try scan.run(in: day, until: cancellation) { time, cell throws(StoreError) in
            guard let index = index(of: Int64(cell.gateway), day.names), let bucket = period.grid.index(of: time) else {
                return
            }
            activities[index].events[bucket] += Int(cell.count)
            let number = Int(cell.gateway)
            newest[number] = max(newest[number] ?? time, time)
        }
        try findLastEvents(in: day, newest)
        try readCounters(in: day)
    }

    /// Finds each gateway's last event, given the beginnings of the buckets that are known to hold them.
    ///
    /// Mostly the newest event is known already, and nothing need be read.
    private mutating func findLastEvents(in day: DaySnapshot, _ newest: [Instant?]) throws(StoreError) {
        var wanted: [Int: Int] = [:]
        var first = period.range.end
        for (number, time) in newest.enumerated() {
            guard let time, let index = index(of: Int64(number), day.names) else { continue }
            let end = time.advanced(byMicroseconds: (period.level ?? .minute).microseconds)
            if let last = activities[index].lastEvent, last >= min(end, period.range.end) { continue }
            wanted[number] = index
            first = min(first, time)
        }
        guard !wanted.isEmpty else { return }
        // Backwards minute by minute, since the bucket may be an hour and a quiet gateway's event anywhere in it.
        let partition = day.partition
        let minutes = try Statement(
            day.database, "SELECT id, gateways FROM roll_up_sums WHERE id >= ? AND id < ? ORDER BY id DESC")
        let level = RollUpLevel.minute
        let wantedMinutes =
            partition.minute(
                ofRow: partition.row(at: first))...partition.minute(ofRow: partition.row(at: period.range.end))
        minutes.bind([.integer(level.id(wantedMinutes.lowerBound)), .integer(level.id(wantedMinutes.upperBound + 1))])
        while !wanted.isEmpty, try minutes.step() {
            let minute = minutes.integer(0).subtractingReportingOverflow(level.id(0)).partialValue
            guard wantedMinutes.contains(minute) else { throw .damagedRollUp(path: day.path, row: minutes.integer(0)) }
            _ = try RollUpCoding.visit(gateways: minutes.bytes(1)) { count throws(StoreError) in
                guard let index = wanted[Int(count.gateway)],
                    let time = try lastEvent(of: Int64(count.gateway), inMinute: minute, of: day)
                else { return }
                wanted[Int(count.gateway)] = nil
                activities[index].lastEvent = max(activities[index].lastEvent ?? time, time)
            }
        }
    }

    private func lastEvent(
        of gateway: Int64, inMinute minute: Int64, of day: DaySnapshot
    ) throws(StoreError) -> Instant? {
        let partition = day.partition
        let find = try Statement(
            day.database, "SELECT row FROM event WHERE row >= ? AND row < ? AND gateway = ? ORDER BY row DESC LIMIT 1")
        let end = min((minute + 1) * partition.rowsPerMinute, partition.row(at: period.range.end))
        find.bind([.integer(minute * partition.rowsPerMinute), .integer(end), .integer(gateway)])
        return try find.step() ? partition.instant(ofRow: find.integer(0)) : nil
    }

    private mutating func readCounters(in day: DaySnapshot) throws(StoreError) {
        let rows = try Statement(
            day.database,
            """
            SELECT row, gateway, sensor, uptime, packets, drops, errors, memory, alerts, sessions FROM stats
            WHERE row >= ? AND row < ?
            """)
        let start = period.range.start.advanced(byMicroseconds: -Self.lookBack)
        rows.bind([.integer(day.partition.row(at: start)), .integer(day.partition.row(at: period.range.end))])
        while try rows.step() {
            guard let index = index(of: rows.integer(1), day.names) else { continue }
            readings.append(
                Reading(
                    gateway: index, sensor: day.names.text(rows.optional(2)) ?? "",
                    time: day.partition.instant(ofRow: rows.integer(0)), counters: SensorCounters(rows, at: 3)))
        }
    }

    private mutating func index(of number: Int64, _ names: LocalNames) -> Int? {
        guard number >= 0, let name = names.text(number) else { return nil }
        let place = Int(number)
        if place < local.count, local[place] > 0 { return Int(local[place]) - 1 }
        let index = add(name)
        while local.count <= place { local.append(0) }
        local[place] = Int32(clamping: index + 1)
        return index
    }

    private mutating func add(_ name: String) -> Int {
        if let known = indices[name] { return known }
        indices[name] = activities.count
        let none = Array(repeating: 0, count: period.grid.count)
        activities.append(
            GatewayActivity(
                gateway: name, events: none, drops: none, readings: none, lastEvent: nil, counters: nil,
                countersTime: nil))
        return activities.count - 1
    }

    /// The activities, by name.
    consuming func finish() -> [GatewayActivity] {
        var before: [Int: [String: SensorCounters]] = [:]
        for reading in readings.sorted(by: { $0.time < $1.time }) {
            let counters = reading.counters
            if let bucket = period.grid.index(of: reading.time) {
                activities[reading.gateway].counters = counters
                activities[reading.gateway].countersTime = reading.time
                if counters.kernelDrops != nil { activities[reading.gateway].readings[bucket] += 1 }
                if let now = counters.kernelDrops, let last = before[reading.gateway]?[reading.sensor] {
                    activities[reading.gateway].drops[bucket] += Int(
                        SensorTotals.drops(
                            from: last.kernelDrops, uptime: last.uptime, to: now, uptime: counters.uptime))
                }
            }
            if counters.kernelDrops != nil { before[reading.gateway, default: [:]][reading.sensor] = counters }
        }
        return activities.sorted { $0.gateway < $1.gateway }
    }
}
