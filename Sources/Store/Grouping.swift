// SPDX-License-Identifier: Apache-2.0

internal import Query

/// Counts of one field for one overview: in the period, in the period before, and in parts of the period.
struct Grouping {
    /// How many parts a series has; 0 for none.
    private let cells: Int
    private var indices: [FieldValue: Int] = [:]
    private var values: [FieldValue] = []
    private var counts: [Int] = []
    private var before: [Int] = []
    private var series: [Int] = []
    /// For the numbers of the present file, one more than the index here; 0 for unknown.
    private var local: [Int32] = []
    private(set) var missing = 0
    private(set) var total = 0

    init(cells: Int = 0) {
        self.cells = cells
    }

    /// Forgets the numbers of the file before.
    mutating func beginFile() {
        local.removeAll(keepingCapacity: true)
    }

    /// Counts `count` events of a file's number in a part of the period, or of the period before where `cell` is `nil`.
    ///
    /// `value` says what the number stands for; `nil` counts as missing.
    mutating func add(
        _ count: Int, number: Int64?, cell: Int?, value: (Int64) throws(StoreError) -> FieldValue?
    ) throws(StoreError) {
        if cell != nil { total += count }
        guard let number, number >= 0, let index = try index(of: Int(number), value) else {
            if cell != nil { missing += count }
            return
        }
        tally(count, index, cell)
    }

    private mutating func tally(_ count: Int, _ index: Int, _ cell: Int?) {
        guard let cell else {
            before[index] += count
            return
        }
        counts[index] += count
        if cells > 0 { series[index * cells + min(cell, cells - 1)] += count }
    }

    private mutating func newGroup(_ value: FieldValue) -> Int {
        values.append(value)
        counts.append(0)
        before.append(0)
        series.append(contentsOf: repeatElement(0, count: cells))
        return values.count - 1
    }

    private mutating func index(
        of number: Int, _ value: (Int64) throws(StoreError) -> FieldValue?
    ) throws(StoreError) -> Int? {
        if number < local.count, local[number] > 0 { return Int(local[number]) - 1 }
        guard let value = try value(Int64(number)) else { return nil }
        let index: Int
        if let known = indices[value] {
            index = known
        } else {
            index = newGroup(value)
            indices[value] = index
        }
        while local.count <= number { local.append(0) }
        local[number] = Int32(clamping: index + 1)
        return index
    }

    /// The largest groups; `hasBefore` says whether anything of the period before is stored.
    func ranking(rows: Int, hasBefore: Bool) -> Ranking<RankedValue> {
        var order = values.indices.filter { counts[$0] > 0 }
        order.sort { counts[$0] == counts[$1] ? values[$0].precedes(values[$1]) : counts[$0] > counts[$1] }
        let shown = order.prefix(max(0, rows))
        return Ranking(
            rows: shown.map { index in
                RankedValue(
                    value: values[index], count: counts[index], before: hasBefore ? before[index] : nil,
                    series: Array(series[index * cells..<(index + 1) * cells]))
            },
            other: order.dropFirst(shown.count).reduce(0) { $0 + counts[$1] }, otherGroups: order.count - shown.count,
            missing: missing, total: total)
    }
}
