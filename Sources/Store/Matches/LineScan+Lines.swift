// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Reads the lines of one stretch of rows.
struct StretchLines {
    /// An event whose line is opened.
    private struct Wanted {
        var place: Int64
        var row: Int64
        var gateway: Int64
        /// All of its row, where the filter must be asked again.
        var event: EventRow?
    }

    private let stretch: Stretch
    private let filter: Filter
    private let day: DaySnapshot
    private let cancellation: Cancellation
    private let condition: Condition
    private let opened: Condition
    private var piece: LineScan.Piece

    /// - Throws: `StoreError`, also for a cancellation.
    init(
        _ stretch: Stretch, _ request: LineScan.Request, in day: DaySnapshot, until cancellation: Cancellation
    ) throws(StoreError) {
        self.stretch = stretch
        self.day = day
        self.cancellation = cancellation
        filter = request.filter
        condition = try Condition(request.filter, in: day)
        opened = try Condition(request.opened, in: day)
        piece = LineScan.Piece(index: stretch.index, events: 0, lost: 0)
    }

    /// Gives `body` each line.
    ///
    /// - Throws: `StoreError`, also for a cancellation.
    consuming func run(
        _ body: (LineScan.Head, Span<UInt8>) -> Void
    ) throws(StoreError) -> LineScan.Piece {
        var wanted = try rows()
        // Each block is opened once, in the order of the file.
        wanted.sort { $0.place < $1.place }
        let evaluator = condition.isExact ? nil : FilterEvaluator(filter)
        let event = StoredEvent(countries: day.countries(for: filter), trust: try day.trust(for: filter))
        var rest = wanted[...]
        while let first = rest.first {
            if cancellation.isCancelled { throw StoreError.interrupted }
            let place = first.place / Int64(RawBlock.slots)
            let group = rest.prefix { $0.place / Int64(RawBlock.slots) == place }
            rest = rest.dropFirst(group.count)
            guard let lines = try block(place) else {
                piece.lost += group.count
                continue
            }
            let text = lines.text.span
            for row in group {
                guard let range = lines.range(ofSlot: Int(row.place % Int64(RawBlock.slots))) else {
                    piece.lost += 1
                    continue
                }
                let line = text.extracting(range)
                if let evaluator, let known = row.event {
                    event.load(known, raw: Array(lines.text[range]))
                    guard evaluator.matches(event) else { continue }
                }
                body(head(of: row), line)
            }
        }
        return piece
    }

    /// The rows whose lines are to be opened; all that meet the filter are counted.
    private mutating func rows() throws(StoreError) -> [Wanted] {
        let columns = condition.isExact ? "e.row, e.gateway, e.place" : DaySnapshot.eventColumns
        let rows = try Statement(
            day.database,
            """
            SELECT ifnull(\(opened.sql), 0), \(columns) FROM event e
            WHERE e.row >= ? AND e.row < ? AND e.place < ? AND \(condition.sql)
            """)
        rows.bind(
            opened.arguments + [
                .integer(stretch.bounds.lowerBound), .integer(stretch.bounds.upperBound), .integer(stretch.end),
            ] + condition.arguments)
        var wanted: [Wanted] = []
        while try rows.step() {
            piece.events += 1
            guard rows.integer(0) != 0 else { continue }
            let place = condition.isExact ? rows.integer(3) : day.place(rows, at: 1)
            wanted.append(
                Wanted(
                    place: place, row: rows.integer(1), gateway: rows.integer(2),
                    event: condition.isExact ? nil : try day.eventRow(rows, at: 1)))
        }
        return wanted
    }

    /// `nil` for a block that is damaged, or where none can be.
    private func block(_ place: Int64) throws(StoreError) -> BlockLines? {
        guard let place = UInt32(exactly: place), place > 0 else { return nil }
        do throws(StoreError) {
            let (block, text) = try day.block(place)
            return BlockLines(block, text)
        } catch {
            guard error.isDamage else { throw error }
            return nil
        }
    }

    private func head(of row: Wanted) -> LineScan.Head {
        LineScan.Head(
            id: day.partition.id(ofRow: row.row), time: day.partition.instant(ofRow: row.row),
            gateway: day.names.text(row.gateway) ?? "")
    }
}

/// The lines of a block.
private struct BlockLines {
    let text: [UInt8]
    /// Where each line begins, and where the last one ends.
    private let starts: [Int]

    init(_ block: RawBlock, _ text: [UInt8]) {
        self.text = text
        var starts = [0]
        starts.reserveCapacity(block.lengths.count + 1)
        for length in block.lengths { starts.append(starts[starts.count - 1] + length) }
        self.starts = starts
    }

    /// `nil` for a slot that holds no line.
    func range(ofSlot slot: Int) -> Range<Int>? {
        guard slot >= 0, slot + 1 < starts.count, starts[slot + 1] <= text.count else { return nil }
        return starts[slot]..<starts[slot + 1]
    }
}
