// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// The rows of sources and gateways of `station.db` in one transaction. Its statements are prepared once for all parts of a commit: with
/// thousands of gateways that send a line each, preparing them is more than running them.
struct SourceTables: ~Copyable {
    private let database: Database
    private let findGateway: Statement
    private let findOffset: Statement
    private let update: Statement
    private let move: Statement
    private let addDuplicates: Statement
    private let addSocketDrops: Statement
    private let setAgent: Statement
    private var scanner = EveScanner()
    private var gateways: [String: Int64] = [:]

    init(_ database: Database) throws(StoreError) {
        let findGateway = try Statement(database, "SELECT id FROM gateway WHERE name = ?")
        let findOffset = try Statement(database, "SELECT offset FROM source WHERE id = ?")
        let update = try Statement(
            database,
            """
            UPDATE gateway SET events = events + ?1, first_event = min(ifnull(first_event, ?2), ?2),
            last_event = max(ifnull(last_event, ?3), ?3), last_arrival = max(ifnull(last_arrival, ?4), ?4),
            drops = drops + ?5 WHERE id = ?6
            """)
        let move = try Statement(
            database,
            """
            UPDATE source SET gateway = ?, path = ?, head_length = ?, head_hash = ?, offset = ?, lines = ?, events = ?,
            tail_hash = ? WHERE id = ?
            """)
        let addDuplicates = try Statement(database, "UPDATE gateway SET duplicates = duplicates + ? WHERE id = ?")
        // More than that stays that: a sum must never become a real number.
        let addSocketDrops = try Statement(
            database, "UPDATE gateway SET socket_drops = min(ifnull(socket_drops, 0) + ?, 1 << 62) WHERE id = ?")
        // An agent that cannot ask its Suricata just now does not make it unknown.
        let setAgent = try Statement(
            database, "UPDATE gateway SET agent = ifnull(?1, agent), suricata = ifnull(?2, suricata) WHERE id = ?3")
        self.addSocketDrops = addSocketDrops
        self.setAgent = setAgent
        self.database = database
        self.findGateway = findGateway
        self.findOffset = findOffset
        self.update = update
        self.move = move
        self.addDuplicates = addDuplicates
    }

    /// The number of a gateway, which gets one if it has none.
    mutating func number(ofGateway name: String) throws(StoreError) -> Int64 {
        if let known = gateways[name] { return known }
        findGateway.bind(1, name)
        defer { findGateway.reset() }
        let number: Int64
        if try findGateway.step() {
            number = findGateway.integer(0)
        } else {
            let add = try Statement(database, "INSERT INTO gateway (name) VALUES (?) RETURNING id")
            add.bind(1, name)
            _ = try add.step()
            number = add.integer(0)
            _ = try add.step()
        }
        gateways[name] = number
        return number
    }

    func offset(of source: Int64) throws(StoreError) -> UInt64 {
        findOffset.bind(1, source)
        defer { findOffset.reset() }
        return try findOffset.step() ? UInt64(clamping: findOffset.integer(0)) : 0
    }

    /// Adds the events behind `offset` to what the gateway is known for.
    mutating func count(
        _ batch: EventBatch, gateway: Int64, behind offset: UInt64, arrived: Instant
    ) throws(StoreError) {
        var events = 0
        var first = Int64.max
        var last = Int64.min
        var sensors = SensorTotals()
        for index in batch.events.indices where index >= batch.ends.count || batch.ends[index] > offset {
            events += 1
            let time = batch.events[index].time
            first = min(first, time.microseconds)
            last = max(last, time.microseconds)
            if let counters = batch.events[index].counters {
                sensors.add(counters, sensor: batch.text(batch.events[index].sensor) ?? "", time: time)
            }
        }
        guard events > 0 else { return }
        try noteAgent(batch, gateway: gateway)
        let drops = try sensors.store(gateway: gateway, in: database)
        update.bind([
            .integer(Int64(events)), .integer(first), .integer(last), .integer(arrived.microseconds), .integer(drops),
            .integer(gateway),
        ])
        try update.run()
    }

    /// Keeps what the gateway's agent says of the versions there; see docs/agent.md.
    private mutating func noteAgent(_ batch: EventBatch, gateway: Int64) throws(StoreError) {
        guard let type = batch.symbols.firstIndex(of: Self.agentType),
            let event = batch.events.last(where: { $0.type.isPresent && Int($0.type.index) == type })
        else { return }
        for (index, values) in scanner.values(of: Self.versions, in: batch.bytes, event.raw).enumerated() {
            if case .string(let version)? = values.first {
                // By scalars: a single letter may bear a megabyte of marks.
                let bounded = String(String.UnicodeScalarView(version.unicodeScalars.prefix(Self.versionLimit)))
                setAgent.bind(Int32(index + 1), bounded)
            } else {
                setAgent.bindNull(Int32(index + 1))
            }
        }
        setAgent.bind(3, gateway)
        try setAgent.run()
    }

    private static let versions = ["agent.version", "agent.suricata.version"].compactMap { FieldPath($0) }
    private static let agentType = "vedette_agent"
    private static let versionLimit = 32

    func move(_ bookmark: Bookmark, source: Int64, gateway: Int64) throws(StoreError) {
        move.bind([
            .integer(gateway), .text(bookmark.path), .integer(Int64(bookmark.head.length)),
            .integer(Int64(bitPattern: bookmark.head.hash)), .integer(Int64(clamping: bookmark.offset)),
            .integer(Int64(clamping: bookmark.lines)), .integer(Int64(clamping: bookmark.events)),
            .integer(Int64(bitPattern: bookmark.tailHash)), .integer(source),
        ])
        try move.run()
    }

    func add(duplicates: Int, gateway: Int64) throws(StoreError) {
        addDuplicates.bind([.integer(Int64(duplicates)), .integer(gateway)])
        try addDuplicates.run()
    }

    /// Adds events that a sensor's log says were dropped, at most so many that sums hold; 0 tells that the log is read.
    func add(socketDrops: Int64, gateway: Int64) throws(StoreError) {
        addSocketDrops.bind([.integer(min(max(0, socketDrops), 1 << 61)), .integer(gateway)])
        try addSocketDrops.run()
    }
}
