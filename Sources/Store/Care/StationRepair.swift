// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import GRDB

/// Makes `station.db` anew: from what can be read of it, from the copy that the writer keeps, and from the days.
///
/// The days know the numbers, gateways and offsets of sources, but not how the logs begin. A source that only they know is never
/// recognised again: a log of it that still lies there would be read from its front, and its events stored a second time.
struct StationRepair {
    let directory: StoreDirectory
    let now: Instant

    private static let name = StationCheck.path

    /// What is wrong with the file; `nil` if nothing is.
    static func fault(_ directory: StoreDirectory) throws(StoreError) -> String? {
        guard FileManager.default.fileExists(atPath: directory.station) else { return "it is missing" }
        do throws(StoreError) {
            guard let queue = try StoreFile.openForReading(directory.station, schema: Schema.station) else {
                return "it is empty"
            }
            return try queue.snapshot { database throws(StoreError) -> String? in
                let check = try Statement(database, "PRAGMA integrity_check(1)")
                if try check.step(), check.text(0) != "ok" { return check.text(0) }
                if let fault = try SchemaCheck.fault(database, Schema.station) { return fault }
                let store = try Statement(database, "SELECT count(*) FROM store")
                return try store.step() && store.integer(0) == 1 ? nil : "it does not name its store"
            }
        } catch {
            guard error.isDamage else { throw error }
            return error.fact
        }
    }

    /// The sources' offsets; `nil` where they cannot be read.
    static func bookmarks(_ directory: StoreDirectory) -> [Int64: UInt64]? {
        guard let queue = try? StoreFile.openForReading(directory.station, schema: Schema.station) else { return nil }
        return try? queue.snapshot { database throws(StoreError) in
            let rows = try Statement(database, "SELECT id, offset FROM source")
            var offsets: [Int64: UInt64] = [:]
            while try rows.step() { offsets[rows.integer(0)] = UInt64(clamping: rows.integer(1)) }
            return offsets
        }
    }

    /// Makes the file anew; the days must be sound and bear `identity`.
    func run(identity: Int64, _ accounts: DayAccounts, because fault: String) throws(StoreError) -> [RepairAction] {
        let rebuilt = directory.station + ".rebuilt"
        StoreFile.remove(rebuilt)
        let queue = try StoreFile.openForWriting(rebuilt, schema: Schema.station)
        var isWhole = false
        var strangers: [Int64] = []
        try queue.access { database throws(StoreError) in
            let salvage = StationSalvage(database: database)
            isWhole = try salvage.run(from: directory.station)
            if !isWhole { _ = try salvage.run(from: directory.stationCopy) }
            try Statement.run(database, "BEGIN IMMEDIATE")
            try Self.set(identity, in: database)
            let books = Books(database: database, accounts: accounts)
            strangers = try books.complete()
            try Statement.run(database, "COMMIT")
            try Statement.run(database, "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try StoreFile.guarded(rebuilt) { try queue.close() }
        // Without the commits of its log the old one is only behind, which is always safe.
        try SetAside("damaged", at: now).replace(database: directory.station, with: rebuilt)
        try DiskSync.directory(directory.root)
        var actions = [RepairAction(Self.name, "\(fault); made anew, the old file is kept beside it")]
        if !strangers.isEmpty {
            actions.append(
                RepairAction(
                    Self.name,
                    "of \(strangers.count) sources it is not known any more how they begin: move their logs away "
                        + "before the station starts, or their events are stored a second time", isLoss: true))
        }
        return actions
    }

    /// Gives the store back the identity that all of its days bear.
    func adopt(_ identity: Int64) throws(StoreError) {
        let queue = try StoreFile.openForWriting(directory.station, schema: Schema.station)
        try queue.transaction { database throws(StoreError) in try Self.set(identity, in: database) }
        try StoreFile.guarded(directory.station) { try queue.close() }
    }

    /// Notes which files hold these days.
    func note(_ days: [Int32: Partition]) throws(StoreError) {
        let queue = try StoreFile.openForWriting(directory.station, schema: Schema.station)
        try queue.transaction { database throws(StoreError) in
            let add = try Statement(database, "INSERT OR REPLACE INTO day (day, shared) VALUES (?, ?)")
            for (day, partition) in days {
                add.bind([.integer(Int64(day)), .integer(partition.number)])
                try add.run()
            }
        }
        try StoreFile.guarded(directory.station) { try queue.close() }
    }

    private static func set(_ identity: Int64, in database: Database) throws(StoreError) {
        try Statement.run(database, "DELETE FROM store")
        let add = try Statement(database, "INSERT INTO store (identity) VALUES (?)")
        add.bind(1, identity)
        try add.run()
    }
}

/// Completes a new `station.db` with what the days tell.
private struct Books {
    let database: Database
    let accounts: DayAccounts

    /// The answer is the sources of which nothing but the days tells.
    func complete() throws(StoreError) -> [Int64] {
        var known: [Int64: Int64] = [:]
        let sources = try Statement(database, "SELECT id, gateway FROM source")
        while try sources.step() { known[sources.integer(0)] = sources.integer(1) }
        try addGateways(of: known)
        var strangers: [Int64] = []
        for (id, source) in accounts.sources.sorted(by: { $0.key < $1.key }) where known[id] == nil {
            let gateway = try self.gateway(source.gateway)
            let add = try Statement(database, "INSERT INTO source VALUES (?, ?, '', 0, 0, ?, ?, ?, ?)")
            add.bind([
                .integer(id), .integer(gateway), .integer(Int64(clamping: source.offset)),
                .integer(Int64(source.events)), .integer(Int64(source.events)),
                .integer(Int64(bitPattern: Fingerprint.empty)),
            ])
            try add.run()
            if source.events > 0 { strangers.append(id) }
        }
        // A gateway that was lost, or salvaged from an older state, has counted less than its sources.
        try Statement.run(
            database,
            """
            UPDATE gateway SET events = max(events, (SELECT ifnull(sum(s.events), 0) FROM source s WHERE s.gateway = gateway.id))
            """)
        try addSpans()
        try addDays()
        try addSensors()
        return strangers
    }

    /// Names the gateways that salvaged sources are of, where their rows were lost.
    private func addGateways(of known: [Int64: Int64]) throws(StoreError) {
        let add = try Statement(database, "INSERT OR IGNORE INTO gateway (id, name) VALUES (?, ?)")
        for (source, gateway) in known.sorted(by: { $0.key < $1.key }) {
            guard let name = accounts.sources[source]?.gateway, !name.isEmpty else { continue }
            add.bind([.integer(gateway), .text(name)])
            try add.run()
        }
    }

    private func gateway(_ name: String) throws(StoreError) -> Int64 {
        let find = try Statement(database, "SELECT id FROM gateway WHERE name = ?")
        find.bind(1, name)
        if try find.step() { return find.integer(0) }
        let add = try Statement(database, "INSERT INTO gateway (name) VALUES (?)")
        add.bind(1, name)
        return try add.insert()
    }

    private func addSpans() throws(StoreError) {
        for (name, held) in accounts.gateways.sorted(by: { $0.key < $1.key }) {
            let update = try Statement(
                database,
                """
                UPDATE gateway SET first_event = min(ifnull(first_event, ?1), ?1), last_event = max(ifnull(last_event, ?2), ?2),
                last_arrival = ifnull(last_arrival, ?2) WHERE id = ?3
                """)
            update.bind(1, held.first)
            update.bind(2, held.last)
            update.bind(3, try gateway(name))
            try update.run()
        }
    }

    private func addDays() throws(StoreError) {
        let add = try Statement(database, "INSERT OR REPLACE INTO day (day, shared) VALUES (?, ?)")
        let recall = try Statement(database, "DELETE FROM dropped WHERE day = ?")
        for (day, partition) in accounts.days.sorted(by: { $0.key < $1.key }) {
            add.bind([.integer(Int64(day)), .integer(partition.number)])
            try add.run()
            recall.bind(1, Int64(day))
            try recall.run()
        }
    }

    private func addSensors() throws(StoreError) {
        for (name, sensor) in accounts.sensors {
            let add = try Statement(
                database,
                """
                INSERT INTO sensor (gateway, name, time, uptime, packets, drops, errors, memory, alerts, sessions)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET time = excluded.time,
                uptime = excluded.uptime, packets = excluded.packets, drops = ifnull(excluded.drops, drops),
                errors = excluded.errors, memory = excluded.memory, alerts = excluded.alerts, sessions = excluded.sessions,
                rules_loaded = NULL, rules_failed = NULL, last_reload = NULL
                WHERE time < excluded.time
                """)
            add.bind(1, try gateway(name.gateway))
            add.bind(2, name.sensor)
            add.bind(3, sensor.time)
            add.bind(4, sensor.counters.uptime)
            add.bind(5, sensor.counters.packets)
            add.bind(6, sensor.counters.kernelDrops)
            add.bind(7, sensor.counters.decoderErrors)
            add.bind(8, sensor.counters.memoryUse)
            add.bind(9, sensor.counters.alerts)
            add.bind(10, sensor.counters.tcpSessions)
            try add.run()
        }
    }
}

extension StoreDirectory {
    /// An earlier state of `station.db` that the writer keeps.
    var stationCopy: String { station + ".copy" }
}

extension StationRepair {
    /// Whether there are days and no `station.db` that knows them.
    static func isLost(_ directory: StoreDirectory) -> Bool {
        !FileManager.default.fileExists(atPath: directory.station)
            && directory.storedPartitions.contains { partition in
                ((try? RawFile.reading(directory.rawPath(of: partition))?.length()) ?? 0) > RawFile.headLength
            }
    }
}
