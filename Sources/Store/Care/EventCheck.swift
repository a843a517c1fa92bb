// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Compares the rows of a file's tables with the lines that they were made of.
struct EventCheck: ~Copyable {
    private let partition: Partition
    private var stored: StoredNumbers
    private let findEvent: Statement
    private let findAlert: Statement
    private let findStats: Statement
    private let findNeighbour: Statement
    /// How many lines of the file have their row, and how many of these have one in `alert` and in `stats`.
    private(set) var events = 0
    private(set) var alerts = 0
    private(set) var stats = 0

    init(_ partition: Partition, in database: Database) throws(StoreError) {
        let stored = try StoredNumbers(database)
        let findEvent = try Statement(
            database, "SELECT \(DaySnapshot.eventColumns) FROM event e WHERE e.row = ?")
        let findAlert = try Statement(
            database,
            """
            SELECT row, gateway, signature, source, destination, source_port, destination_port, transport, app, sensor, flow,
            action FROM alert WHERE row = ?
            """)
        let findStats = try Statement(
            database,
            """
            SELECT row, gateway, sensor, uptime, packets, drops, errors, memory, alerts, sessions FROM stats WHERE row = ?
            """)
        let findNeighbour = try Statement(database, "SELECT 1 FROM event WHERE row = ?")
        self.partition = partition
        self.stored = stored
        self.findEvent = findEvent
        self.findAlert = findAlert
        self.findStats = findStats
        self.findNeighbour = findNeighbour
    }

    /// Compares the rows of some lines; `problem` gets what is wrong and where.
    mutating func check(
        _ decoded: DecodedLines, _ problem: (String, _ place: String) -> Void
    ) throws(StoreError) {
        let symbols = try SymbolNumbers(decoded.batch, &stored)
        var gateways: [Int64] = []
        for block in decoded.blocks { gateways.append(try stored.id(of: block.gateway)) }
        for line in decoded.lines {
            guard line.event >= 0 else {
                problem("a raw line is no event any more", Self.place(of: line))
                continue
            }
            let event = decoded.batch.events[line.event]
            let numbers = try symbols.numbers(of: event, gateway: gateways[line.block], &stored)
            findEvent.bind(1, line.row)
            guard try findEvent.step() else {
                problem("row \(line.row) is missing in event", Self.place(of: line))
                continue
            }
            events += 1
            let wrong = Self.differences(event, numbers, line.place, in: findEvent)
            findEvent.reset()
            if !wrong.isEmpty {
                problem("row \(line.row) of event is not what its line says: \(wrong)", Self.place(of: line))
            }
            if try !isPlaced(event, in: line.row) {
                problem("row \(line.row) of event lies at another time than its line says", Self.place(of: line))
            }
            if symbols.isAlert(event),
                try check("alert", findAlert, line, problem, { Self.differences(event, numbers, inAlert: $0) })
            {
                alerts += 1
            }
            if symbols.isStats(event), let counters = event.counters,
                try check("stats", findStats, line, problem, { Self.differences(counters, numbers, in: $0) })
            {
                stats += 1
            }
        }
    }

    /// Compares the line's row in a table beside `event`; false if it is missing.
    private func check(
        _ table: String, _ find: borrowing Statement, _ line: DecodedLines.Line,
        _ problem: (String, String) -> Void, _ differences: (borrowing Statement) -> String
    ) throws(StoreError) -> Bool {
        find.bind(1, line.row)
        guard try find.step() else {
            problem("row \(line.row) is missing in \(table)", Self.place(of: line))
            return false
        }
        let wrong = differences(find)
        find.reset()
        if !wrong.isEmpty {
            problem("row \(line.row) of \(table) is not what its line says: \(wrong)", Self.place(of: line))
        }
        return true
    }

    /// Whether a row is that of the event's time, or of the next microsecond that had room.
    private func isPlaced(_ event: Event, in row: Int64) throws(StoreError) -> Bool {
        if case .day(let day) = partition, event.time.day != day { return false }
        let wanted = min(max(partition.row(at: event.time), partition.rows.lowerBound), partition.rows.upperBound)
        if row >> partition.shift == wanted >> partition.shift { return true }
        // Of a day of which only some events were kept, the neighbours may be gone.
        if case .kept = partition { return true }
        // It spilled over rows that were taken; at the end of the partition, backwards.
        findNeighbour.bind(1, row > wanted ? row - 1 : row + 1)
        defer { findNeighbour.reset() }
        return try findNeighbour.step()
    }

    private static func place(of line: DecodedLines.Line) -> String {
        "raw block at byte \(RawPlace.offset(of: line.place.block)), line \(line.place.slot + 1)"
    }
}
