// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Triage

/// Equal alerts of one file, counted by the file's own numbers before they become groups, which have names and lists.
struct InboxCells {
    /// Alerts that are the same in everything that a group tells.
    struct Cell {
        /// One of them.
        var step: AlertWalk.Step
        var count = 0
        var acknowledged = 0
        var escalated = 0
        var first = Int64.max
        var last = Int64.min
    }

    /// What a group can tell apart, within one file.
    private struct Key: Hashable {
        var kind: AlertKind
        var rule: Int64
        var note: Int32
        /// Of a note, as notes have their numbers by day.
        var day: Int32

        init(_ step: AlertWalk.Step, in partition: Partition) {
            kind = step.kind
            rule = step.rule
            note = step.note
            day = step.note == 0 ? 0 : partition.id(ofRow: step.row).day
        }

        func hash(into hasher: inout Hasher) {
            kind.hash(into: &hasher)
            hasher.combine(UInt64(truncatingIfNeeded: rule) << 32 ^ UInt64(UInt32(bitPattern: note)))
        }
    }

    private(set) var cells: [Cell] = []
    /// Of each cell its alerts by parts of the range, one behind the other.
    private(set) var series: [Int32] = []
    private let width: Int
    private var parts: RowParts
    private let partition: Partition
    private var places: [Key: Int] = [:]
    /// What `open` was given, and the cell of each once there is one.
    private var kinds: [AlertKind] = []
    private var opened: [Int32] = []

    init(_ request: InboxRequest, in partition: Partition) {
        width = request.cells
        parts = RowParts(request, in: partition)
        self.partition = partition
    }

    /// Says which kinds there are that `count(_:ofKind:)` counts.
    mutating func open(_ kinds: [AlertKind]) {
        self.kinds = kinds
        opened = Array(repeating: -1, count: kinds.count)
    }

    /// Counts an alert that nobody has touched, of a kind by its place in what `open` was given.
    @inline(__always)
    mutating func count(_ row: Int64, ofKind kind: Int) {
        if opened[kind] < 0 { opened[kind] = Int32(truncatingIfNeeded: append(AlertWalk.Step(kinds[kind]))) }
        count(row, at: Int(opened[kind]))
    }

    /// Makes a cell; the answer is its place.
    private mutating func append(_ step: AlertWalk.Step) -> Int {
        cells.append(Cell(step: step))
        series.append(contentsOf: repeatElement(0, count: width))
        return cells.count - 1
    }

    @inline(__always)
    private mutating func count(_ row: Int64, at place: Int) {
        cells[place].count += 1
        if row < cells[place].first { cells[place].first = row }
        if row > cells[place].last { cells[place].last = row }
        if width > 0, let part = parts.part(ofRow: row) { series[place * width + part] += 1 }
    }

    /// Counts an alert.
    mutating func add(_ step: AlertWalk.Step) {
        let key = Key(step, in: partition)
        let place: Int
        if let known = places[key] {
            place = known
        } else {
            place = append(step)
            places[key] = place
        }
        count(step.row, at: place)
        switch step.disposition {
        case .acknowledged: cells[place].acknowledged += 1
        case .escalated: cells[place].escalated += 1
        case .new, .archived: break
        }
    }
}
