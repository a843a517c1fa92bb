// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import EVE
internal import Query
internal import Rules
internal import Triage

/// Collects the groups of the inbox, file by file.
///
/// Alerts that are the same in everything that a group tells are counted in one cell first, by numbers of the file; groups, which have names
/// and lists, are touched once for each cell.
struct InboxTally {
    /// What a group can tell apart, within one file.
    private struct CellKey: Hashable {
        var about: UInt64
        var place: UInt64
        /// With its day, as notes have their numbers by day.
        var note: UInt64
        var source: IPAddress?
        var destination: IPAddress?

        init(_ step: AlertWalk.Step, in partition: Partition) {
            about = UInt64(truncatingIfNeeded: step.signature << 32 | step.rule)
            place = UInt64(truncatingIfNeeded: step.gateway << 17) | (step.port.map { UInt64($0) } ?? 1 << 16)
            let day = step.note == 0 ? 0 : partition.id(ofRow: step.row).day
            note = UInt64(UInt32(bitPattern: day)) << 32 | UInt64(UInt32(bitPattern: step.note))
            source = step.source
            destination = step.destination
        }
    }

    /// Equal alerts of one file.
    private struct Cell {
        /// One of them.
        var step: AlertWalk.Step
        var count = 0
        var acknowledged = 0
        var escalated = 0
        var first: Int64
        var last: Int64
    }

    private let request: InboxRequest
    private let assets: AssetBook
    private var groups: [InboxGroup] = []
    private var places: [InboxGroup.Key: Int] = [:]
    private var cells: [Cell] = []
    private var cellPlaces: [CellKey: Int] = [:]
    /// The series of each cell, one behind the other.
    private var series: [Int32] = []
    private var page = InboxPage()

    init(_ request: InboxRequest, _ assets: AssetBook) {
        self.request = request
        self.assets = assets
    }

    /// Counts what one file has.
    mutating func count(
        in day: DaySnapshot, _ triaged: Triaged, until cancellation: Cancellation
    ) throws(StoreError) {
        // What was counted before an interruption is told as well.
        defer { gather(in: day, triaged) }
        let parts = RowParts(request, in: day.partition)
        let walk = AlertWalk(filter: request.filter, range: request.range, triaged: triaged)
        try walk.run(in: day, until: cancellation) { step throws(StoreError) in
            if step.reason == .truePositive { page.truePositives += 1 }
            if step.isMuted { page.muted += 1 }
            if request.shows(step) {
                add(step, parts, in: day.partition)
            } else if !step.isMuted {
                page.others += 1
            }
        }
    }

    private mutating func add(_ step: AlertWalk.Step, _ parts: RowParts, in partition: Partition) {
        if step.rule == 0 { page.alerts += 1 } else { page.matches += 1 }
        let key = CellKey(step, in: partition)
        let index = cellPlaces[key] ?? cells.count
        if index == cells.count {
            cellPlaces[key] = index
            cells.append(Cell(step: step, first: step.row, last: step.row))
            series.append(contentsOf: repeatElement(0, count: request.cells))
        }
        cells[index].count += 1
        cells[index].first = min(cells[index].first, step.row)
        cells[index].last = max(cells[index].last, step.row)
        switch step.disposition {
        case .acknowledged: cells[index].acknowledged += 1
        case .escalated: cells[index].escalated += 1
        case .new, .archived: break
        }
        if let part = parts.part(ofRow: step.row) { series[index * request.cells + part] += 1 }
    }

    /// Puts the cells of a file into their groups.
    private mutating func gather(in day: DaySnapshot, _ triaged: Triaged) {
        for (index, cell) in cells.enumerated() {
            let place = place(of: cell, in: day)
            groups[place].count += cell.count
            groups[place].acknowledged += cell.acknowledged
            groups[place].escalated += cell.escalated
            for part in 0..<request.cells { groups[place].series[part] += Int(series[index * request.cells + part]) }
            if let source = cell.step.source { groups[place].sources.add(source) }
            if let destination = cell.step.destination { groups[place].destinations.add(destination) }
            if let port = cell.step.port { groups[place].ports.add(port) }
            groups[place].gateways.add(day.names.text(cell.step.gateway) ?? "")
            groups[place].take(cell.step, in: day, assets)
            if let note = triaged.note(of: cell.step, in: day.partition) {
                if !note.assignee.isEmpty { groups[place].assignees.add(note.assignee) }
                for tag in note.tags { groups[place].tags.add(tag) }
            }
            groups[place].first = min(groups[place].first, day.partition.instant(ofRow: cell.first))
            let last = day.partition.instant(ofRow: cell.last)
            guard last >= groups[place].last else { continue }
            groups[place].last = last
            groups[place].newest = cell.step.alert(ofRow: cell.last, in: day)
            groups[place].title = cell.step.title(in: day)
        }
        cells.removeAll(keepingCapacity: true)
        cellPlaces.removeAll(keepingCapacity: true)
        series.removeAll(keepingCapacity: true)
    }

    private mutating func place(of cell: Cell, in day: DaySnapshot) -> Int {
        let key = request.grouping.key(of: cell.step, in: day)
        if let place = places[key] { return place }
        groups.append(
            InboxGroup(
                key: key, title: cell.step.title(in: day), urgency: cell.step.urgency(in: day),
                at: day.partition.instant(ofRow: cell.last), cell.step.alert(ofRow: cell.last, in: day),
                cells: request.cells))
        places[key] = groups.count - 1
        return groups.count - 1
    }

    /// What was counted.
    consuming func finish(isPartial: Bool, token: Int64) -> InboxPage {
        page.groupCount = groups.count
        page.isPartial = isPartial
        page.token = token
        let order = request.order
        groups.sort { $0.precedes($1, by: order) }
        page.groups = Array(groups.prefix(request.limit))
        return page
    }
}

/// Which part of the range a row of a file lies in.
private struct RowParts {
    private let partition: Partition
    private let start: Int64
    private let perPart: Int64
    private let count: Int

    init(_ request: InboxRequest, in partition: Partition) {
        self.partition = partition
        start = request.range.start.microseconds
        count = request.cells
        let (length, overflow) = request.range.end.microseconds.subtractingReportingOverflow(start)
        perPart = overflow || count == 0 ? .max : max(1, (length + Int64(count) - 1) / Int64(count))
    }

    func part(ofRow row: Int64) -> Int? {
        guard count > 0 else { return nil }
        let (offset, overflow) = partition.instant(ofRow: row).microseconds.subtractingReportingOverflow(start)
        guard !overflow, offset >= 0 else { return nil }
        return min(count - 1, Int(offset / perPart))
    }
}

extension InboxGroup {
    /// Takes up what an alert is about.
    fileprivate mutating func take(_ step: AlertWalk.Step, in day: DaySnapshot, _ assets: AssetBook) {
        take(step.urgency(in: day), raisedBy: assets.raising(step.source, step.destination))
        if let subject = step.subject(in: day) { subjects.add(subject) }
    }
}

extension InboxRequest {
    /// Whether an alert is one of those that are asked for.
    func shows(_ step: AlertWalk.Step) -> Bool {
        guard dispositions.contains(step.disposition) else { return false }
        return switch muted {
        case .hidden: !step.isMuted
        case .only: step.isMuted
        case .shown: true
        }
    }
}

extension InboxRequest.Grouping {
    /// Whether alerts of several signatures and rules make one group.
    var mixesSubjects: Bool { self == .address || self == .gateway }
    var looksAtSource: Bool { self == .ends || self == .source || self == .address }

    /// The group that an alert belongs to.
    func key(of step: AlertWalk.Step, in day: DaySnapshot) -> InboxGroup.Key {
        InboxGroup.Key(
            subject: mixesSubjects ? nil : step.subject(in: day), source: looksAtSource ? .some(step.source) : nil,
            destination: self == .ends ? .some(step.destination) : nil,
            gateway: self == .gateway ? day.names.text(step.gateway) ?? "" : nil)
    }
}

extension AlertWalk.Step {
    func alert(in day: DaySnapshot) -> AlertID { alert(ofRow: row, in: day) }

    /// The same alert at another row.
    func alert(ofRow row: Int64, in day: DaySnapshot) -> AlertID {
        AlertID(event: day.partition.id(ofRow: row), rule: day.names.rule(rule)?.id ?? "")
    }

    func subject(in day: DaySnapshot) -> InboxGroup.Subject? {
        if let rule = day.names.rule(rule) { return .rule(rule.id) }
        guard let signature = day.names.signature(signature) else { return nil }
        return .signature(generator: signature.generator, number: signature.number)
    }

    func title(in day: DaySnapshot) -> String {
        if let rule = day.names.rule(rule) { return rule.title }
        guard let signature = day.names.signature(signature) else { return "alert without a signature" }
        return signature.text ?? "signature \(signature.number)"
    }

    func urgency(in day: DaySnapshot) -> Urgency {
        if let rule = day.names.rule(rule) { return Urgency(level: rule.level) }
        return Urgency(severity: day.names.signature(signature)?.severity)
    }
}
