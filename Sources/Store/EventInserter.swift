// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Puts events into the tables of one file.
///
/// Rows of `event` are gathered and inserted many at a time: running a statement costs as much as the insertion itself.
struct EventInserter: ~Copyable {
    /// The numbers that a file has for an event's texts, and where its raw line lies.
    struct Numbers {
        var gateway: Int64
        var type: Int64?
        var transport: Int64?
        var app: Int64?
        var sensor: Int64?
        var signature: Int64?
        var action: Int64?
    }

    private struct Waiting {
        var row: Int64
        var numbers: Numbers
        var source: IPAddress?
        var destination: IPAddress?
        var sourcePort: UInt16?
        var destinationPort: UInt16?
        var flow: Int64?
        var flags: Event.Flags
        var place: RawPlace
    }

    private var waiting: [Waiting] = []
    private let insertEvents: Statement
    private let insertEvent: Statement
    private let insertAlert: Statement
    private let insertStats: Statement

    init(_ database: Database) throws(StoreError) {
        // Swift cannot give up a half-made noncopyable value.
        let row = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        let rows = Array(repeating: row, count: Self.stride).joined(separator: ",")
        let insertEvents = try Statement(database, "INSERT INTO event VALUES \(rows)")
        let insertEvent = try Statement(database, "INSERT INTO event VALUES \(row)")
        let insertAlert = try Statement(database, "INSERT INTO alert VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
        let insertStats = try Statement(database, "INSERT INTO stats VALUES (?,?,?,?,?,?,?,?,?,?)")
        self.insertEvents = insertEvents
        self.insertEvent = insertEvent
        self.insertAlert = insertAlert
        self.insertStats = insertStats
    }

    /// How many rows of `event` are inserted at a time.
    private static let stride = 32

    /// Inserts into `event`; the row is there after the next `flush` at the latest.
    mutating func insertEvent(_ event: Event, row: Int64, _ numbers: Numbers, place: RawPlace) throws(StoreError) {
        waiting.append(
            Waiting(
                row: row, numbers: numbers, source: event.source, destination: event.destination,
                sourcePort: event.sourcePort, destinationPort: event.destinationPort, flow: event.flowID,
                flags: event.flags, place: place))
        guard waiting.count == Self.stride else { return }
        var first: Int32 = 1
        for row in waiting {
            Self.bind(row, to: insertEvents, from: first)
            first += 15
        }
        waiting.removeAll(keepingCapacity: true)
        try insertEvents.run()
    }

    /// Inserts what was gathered.
    mutating func flush() throws(StoreError) {
        for row in waiting {
            Self.bind(row, to: insertEvent, from: 1)
            try insertEvent.run()
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private static func bind(_ waiting: Waiting, to statement: borrowing Statement, from first: Int32) {
        let numbers = waiting.numbers
        statement.bind(first, waiting.row)
        statement.bind(first + 1, numbers.gateway)
        statement.bind(first + 2, numbers.type)
        statement.bind(first + 3, waiting.source)
        statement.bind(first + 4, waiting.destination)
        statement.bind(first + 5, waiting.sourcePort.map(Int64.init))
        statement.bind(first + 6, waiting.destinationPort.map(Int64.init))
        statement.bind(first + 7, numbers.transport)
        statement.bind(first + 8, numbers.app)
        statement.bind(first + 9, numbers.sensor)
        statement.bind(first + 10, waiting.flow)
        statement.bind(first + 11, numbers.signature)
        statement.bind(first + 12, numbers.action)
        statement.bind(first + 13, Int64(waiting.flags.rawValue))
        statement.bind(first + 14, waiting.place.number)
    }

    func insertAlert(_ event: Event, row: Int64, _ numbers: Numbers) throws(StoreError) {
        insertAlert.bind(1, row)
        insertAlert.bind(2, numbers.gateway)
        insertAlert.bind(3, numbers.signature)
        insertAlert.bind(4, event.source)
        insertAlert.bind(5, event.destination)
        insertAlert.bind(6, event.sourcePort.map(Int64.init))
        insertAlert.bind(7, event.destinationPort.map(Int64.init))
        insertAlert.bind(8, numbers.transport)
        insertAlert.bind(9, numbers.app)
        insertAlert.bind(10, numbers.sensor)
        insertAlert.bind(11, event.flowID)
        insertAlert.bind(12, numbers.action)
        try insertAlert.run()
    }

    func insertStats(_ counters: SensorCounters, row: Int64, _ numbers: Numbers) throws(StoreError) {
        insertStats.bind(1, row)
        insertStats.bind(2, numbers.gateway)
        insertStats.bind(3, numbers.sensor)
        insertStats.bind(4, counters.uptime)
        insertStats.bind(5, counters.packets)
        insertStats.bind(6, counters.kernelDrops)
        insertStats.bind(7, counters.decoderErrors)
        insertStats.bind(8, counters.memoryUse)
        insertStats.bind(9, counters.alerts)
        insertStats.bind(10, counters.tcpSessions)
        try insertStats.run()
    }
}
