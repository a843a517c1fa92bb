// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Finds out which events are stored already, by what they are and not by where they came from.
struct HeldLines {
    private let readers: ReaderPool
    private let station: StationWriter
    private let rows: Int

    /// Rows that are looked through for one file. Sensors that write whole seconds have some thousand for each; who has more is no
    /// sensor, and lines of its that come again may be stored again.
    static let rowLimit = 1 << 18

    /// - Parameter rows: how many rows are looked through for one file at the most.
    init(_ readers: ReaderPool, _ station: StationWriter, rows: Int) {
        self.readers = readers
        self.station = station
        self.rows = rows
    }

    /// For each event of the batch how often the store has its very bytes of its time from this gateway.
    ///
    /// - Parameter mend: puts a damaged file right, or throws.
    func look(
        for batch: EventBatch, of gateway: String, mend: (Partition, StoreError) throws(StoreError) -> Void
    ) throws(StoreError) -> [Int] {
        var held = [Int](repeating: 0, count: batch.events.count)
        var files: [Partition: [Int]] = [:]
        for index in batch.events.indices {
            // What was dropped with its day is not there, and is dropped again.
            guard let file = station.file(of: batch.events[index].time.day) else { continue }
            files[file, default: []].append(index)
        }
        for (file, indices) in files {
            do throws(StoreError) {
                try look(for: batch, at: indices, of: gateway, in: file, &held)
            } catch {
                guard error.isDamage else { throw error }
                try mend(file, error)
                for index in indices { held[index] = 0 }
                try look(for: batch, at: indices, of: gateway, in: file, &held)
            }
        }
        return held
    }

    private func look(
        for batch: EventBatch, at indices: [Int], of gateway: String, in file: Partition, _ held: inout [Int]
    ) throws(StoreError) {
        _ = try readers.with(file) { reader throws(StoreError) in
            try reader.snapshot(until: Cancellation()) { day throws(StoreError) in
                try look(for: batch, at: indices, of: gateway, in: day, &held)
            }
        }
    }

    private func look(
        for batch: EventBatch, at indices: [Int], of gateway: String, in day: DaySnapshot, _ held: inout [Int]
    ) throws(StoreError) {
        guard let number = day.names.id(of: gateway) else { return }
        let run = try RowRun(day)
        var left = rows
        for (time, same) in Dictionary(grouping: indices, by: { batch.events[$0].time }) {
            let lines = Dictionary(grouping: same) { Self.hash(batch.bytes[batch.events[$0].raw]) }
            try run.forEachPlace(at: time, of: number, &left) { place throws(StoreError) in
                let line = try day.raw(at: place)
                for index in lines[Self.hash(line[...])] ?? []
                where line.elementsEqual(batch.bytes[batch.events[index].raw]) {
                    held[index] += 1
                }
            }
        }
    }

    private static func hash(_ line: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        unsafe line.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}

/// The rows in which events of one time may lie: from their microsecond on without a gap, and before it where the file ends; see
/// `RowPlacement`.
private struct RowRun: ~Copyable {
    private let partition: Partition
    private let behind: Statement
    private let before: Statement

    init(_ day: DaySnapshot) throws(StoreError) {
        partition = day.partition
        let behind = try Statement(day.database, "SELECT row, gateway, place FROM event WHERE row >= ? ORDER BY row")
        before = try Statement(day.database, "SELECT row, gateway, place FROM event WHERE row < ? ORDER BY row DESC")
        self.behind = behind
    }

    /// Calls `body` with the places of the lines of a gateway, as long as rows are `left` to look through.
    func forEachPlace(
        at time: Instant, of gateway: Int64, _ left: inout Int, _ body: (Int64) throws(StoreError) -> Void
    ) throws(StoreError) {
        let rows = partition.rows
        let base = min(max(partition.row(at: time), rows.lowerBound), rows.upperBound)
        let next = try walk(behind, from: base, by: 1, gateway, &left, body)
        if next > rows.upperBound { _ = try walk(before, from: base - 1, by: -1, gateway, &left, body) }
    }

    /// Goes through neighbouring rows; the answer is the first one that is not there.
    private func walk(
        _ statement: borrowing Statement, from first: Int64, by step: Int64, _ gateway: Int64,
        _ left: inout Int, _ body: (Int64) throws(StoreError) -> Void
    ) throws(StoreError) -> Int64 {
        statement.bind(1, step > 0 ? first : first + 1)
        defer { statement.reset() }
        var next = first
        while left > 0, try statement.step(), statement.integer(0) == next {
            if statement.integer(1) == gateway { try body(statement.integer(2)) }
            next += step
            left -= 1
        }
        return next
    }
}
