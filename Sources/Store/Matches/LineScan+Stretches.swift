// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Rows of one file that make a piece.
struct Stretch: Sendable {
    var index: Int
    var partition: Partition
    var bounds: Range<Int64>
    /// Places from this one on were not committed when the file was first looked at.
    var end: Int64
}

/// Cuts the files of a range into stretches, one file after the other as it is needed.
struct StretchPlan: Sendable {
    private let range: TimeRange
    private let isDescending: Bool
    /// The files to come, the next one last; `nil` before the first call.
    private var segments: [StoreReader.Segment]?
    /// The stretches of the present file, the next one last.
    private var stretches: [Stretch] = []
    private var count = 0
    private let blocks: Int

    init(_ range: TimeRange, isDescending: Bool, blocks: Int) {
        self.range = range
        self.isDescending = isDescending
        self.blocks = blocks
    }

    mutating func take(_ store: StoreReader, _ cancellation: Cancellation) throws(StoreError) -> Stretch? {
        if segments == nil {
            let all = try store.segments(of: range)
            segments = isDescending ? all : all.reversed()
        }
        // The first file is cut finer, so that something can be told soon.
        let size = count == 0 ? max(1, blocks / 8) : blocks
        while stretches.isEmpty, let segment = segments?.popLast() {
            let cut = try store.read(segment.partition, until: cancellation) { day throws(StoreError) in
                try Self.cut(segment, by: size, in: day)
            }
            stretches = cut ?? []
            if !isDescending { stretches.reverse() }
        }
        guard var next = stretches.popLast() else { return nil }
        next.index = count
        count += 1
        return next
    }

    /// The stretches of a file, the oldest first. Blocks only say where to cut, so that damage in their table loses nothing.
    private static func cut(
        _ segment: StoreReader.Segment, by blocks: Int, in day: DaySnapshot
    ) throws(StoreError) -> [Stretch] {
        let start = day.partition.row(at: segment.range.start)
        let bounds = start..<max(start, day.partition.row(at: segment.range.end))
        let end = try day.committedPlace()
        let firsts = try Statement(
            day.database,
            "SELECT first_row FROM raw_block WHERE last_row >= ? AND first_row < ? ORDER BY first_row")
        firsts.bind([.integer(bounds.lowerBound), .integer(bounds.upperBound)])
        var stretches: [Stretch] = []
        var from = bounds.lowerBound
        var count = 0
        func add(to row: Int64) {
            stretches.append(Stretch(index: 0, partition: segment.partition, bounds: from..<row, end: end))
            from = row
            count = 0
        }
        while try firsts.step() {
            if count >= blocks, firsts.integer(0) > from { add(to: firsts.integer(0)) }
            count += 1
        }
        add(to: bounds.upperBound)
        return stretches
    }
}

extension DaySnapshot {
    /// The place behind all lines that are committed; the file only grows, so places below it are those of this state.
    fileprivate func committedPlace() throws(StoreError) -> Int64 {
        let length = try Statement(database, "SELECT length FROM raw_file")
        guard try length.step(), let blocks = UInt32(exactly: length.integer(0) / Int64(RawRecord.alignment)) else {
            return .max
        }
        return RawPlace(block: blocks, slot: 0).number
    }
}
