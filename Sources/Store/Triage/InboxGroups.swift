// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import EVE
internal import Query
internal import Triage

/// The groups of all files, by numbers of their names. Only those that are asked for become an `InboxGroup` with its lists at the end: there
/// may be tens of thousands.
struct InboxGroups {
    /// What decides where a group stands, and its counts.
    private struct Group {
        var key: Key
        var urgency: Urgency
        var count = 0
        var acknowledged = 0
        var escalated = 0
        var first: Instant
        var last: Instant
        var newest: EventID
        var newestRule: Int32
        var title: Int32
    }

    private struct Key: Hashable {
        var subject: Int32
        var gateway: Int32
        var source: IPAddress??
        var destination: IPAddress??

        func hash(into hasher: inout Hasher) {
            hasher.combine(ends: source ?? nil, destination ?? nil)
            hasher.combine(UInt64(UInt32(bitPattern: subject)) << 32 ^ UInt64(UInt32(bitPattern: gateway)))
        }
    }

    /// What a group lists of some of its alerts.
    private struct Member: Hashable {
        var group: Int32
        var subject: Int32
        var gateway: Int32
        var note: Int32
        var plain: Urgency
        var source: IPAddress?
        var destination: IPAddress?
        var port: UInt16?

        func hash(into hasher: inout Hasher) {
            hasher.combine(ends: source, destination)
            hasher.combine(UInt64(UInt32(bitPattern: subject)) << 32 ^ UInt64(UInt32(bitPattern: gateway)))
            hasher.combine(UInt64(UInt32(bitPattern: note)) << 32 ^ (port.map { UInt64($0) } ?? 1 << 16))
        }
    }

    /// Where a member was first met: the first few are listed.
    private struct Meeting {
        var file: Int32
        /// The number of the rule; 0 for an alert of Suricata. Those come before matches.
        var rule: Int64
        var row: Int64

        func precedes(_ other: Meeting) -> Bool {
            (file, rule == 0 ? 0 : 1, row, rule) < (other.file, other.rule == 0 ? 0 : 1, other.row, other.rule)
        }
    }

    private let request: InboxRequest
    private let assets: AssetBook
    private var groups: [Group] = []
    private var places: [Key: Int32] = [:]
    /// Of each group its alerts by parts of the range, one behind the other.
    private var series: [Int] = []
    private var members: [Member: Meeting] = [:]
    private var subjects = NumberedValues<InboxGroup.Subject?>()
    private var titles = NumberedValues<String>()
    private var names = NumberedValues<String>()
    private var notes = NumberedValues<DayStandings.Note?>()
    private var files: Int32 = 0

    init(_ request: InboxRequest, _ assets: AssetBook) {
        self.request = request
        self.assets = assets
        // Number 0: no note, and the rule of an alert that no rule matched.
        _ = notes.number(of: nil)
        _ = names.number(of: "")
    }

    var count: Int { groups.count }

    /// Puts the cells of a file into their groups.
    mutating func gather(_ cells: InboxCells, in day: DaySnapshot, _ triaged: Triaged) {
        var numbers = FileNumbers()
        if files == 0 { reserve(cells.cells.count) }
        for (index, cell) in cells.cells.enumerated() where cell.count > 0 {
            let about = numbers.subject(of: cell.step, in: day, &subjects, &titles, &names)
            let gateway = numbers.gateway(cell.step.gateway, in: day, &names)
            let place = place(of: cell, about, gateway, in: day)
            add(cell, to: place, about, in: day)
            for part in 0..<request.cells {
                series[place * request.cells + part] += Int(cells.series[index * request.cells + part])
            }
            let note = cell.step.note == 0 ? 0 : notes.number(of: triaged.note(of: cell.step, in: day.partition))
            let member = Member(
                group: Int32(truncatingIfNeeded: place), subject: about.subject, gateway: gateway, note: note,
                plain: about.urgency, source: cell.step.source, destination: cell.step.destination,
                port: cell.step.port)
            let raiser = assets.raising(member.source, member.destination)
            groups[place].urgency = max(groups[place].urgency, about.urgency.raised(by: raiser?.criticality))
            let meeting = Meeting(file: files, rule: cell.step.rule, row: cell.first)
            if members[member].map(meeting.precedes) ?? true { members[member] = meeting }
        }
        files += 1
    }

    /// Most groups of all files are those of the first one.
    private mutating func reserve(_ count: Int) {
        groups.reserveCapacity(count)
        places.reserveCapacity(count)
        members.reserveCapacity(count)
        series.reserveCapacity(count * request.cells)
    }

    private mutating func place(
        of cell: InboxCells.Cell, _ about: FileNumbers.About, _ gateway: Int32, in day: DaySnapshot
    ) -> Int {
        let grouping = request.grouping
        let key = Key(
            subject: grouping.mixesSubjects ? -1 : about.subject, gateway: grouping == .gateway ? gateway : -1,
            source: grouping.looksAtSource ? .some(cell.step.source) : nil,
            destination: grouping == .ends ? .some(cell.step.destination) : nil)
        if let place = places[key] { return Int(place) }
        let time = day.partition.instant(ofRow: cell.last)
        groups.append(
            Group(
                key: key, urgency: about.urgency, first: time, last: time, newest: day.partition.id(ofRow: cell.last),
                newestRule: about.rule, title: about.title))
        series.append(contentsOf: repeatElement(0, count: request.cells))
        places[key] = Int32(truncatingIfNeeded: groups.count - 1)
        return groups.count - 1
    }

    private mutating func add(
        _ cell: InboxCells.Cell, to place: Int, _ about: FileNumbers.About, in day: DaySnapshot
    ) {
        groups[place].count += cell.count
        groups[place].acknowledged += cell.acknowledged
        groups[place].escalated += cell.escalated
        groups[place].first = min(groups[place].first, day.partition.instant(ofRow: cell.first))
        let event = day.partition.id(ofRow: cell.last)
        let known = groups[place].newest
        guard event > known || event == known && names[about.rule] >= names[groups[place].newestRule] else { return }
        groups[place].last = day.partition.instant(ofRow: cell.last)
        groups[place].newest = event
        groups[place].newestRule = about.rule
        groups[place].title = about.title
    }

    // MARK: The first ones

    /// The first groups, in the order that was asked for.
    consuming func first() -> [InboxGroup] {
        let chosen = order().prefix(request.limit)
        var made = chosen.map { group(at: $0) }
        var positions = [Int32](repeating: -1, count: groups.count)
        for (position, place) in chosen.enumerated() { positions[place] = Int32(truncatingIfNeeded: position) }
        let listed = members.filter { positions[Int($0.key.group)] >= 0 }.sorted { $0.value.precedes($1.value) }
        for (member, _) in listed { list(member, in: &made[Int(positions[Int(member.group)])]) }
        return made
    }

    /// The places of the groups, in the order that was asked for. Two groups never are equal in it: their newest alerts differ.
    private func order() -> [Int] {
        let ranks = groups.indices.map { place in
            let first =
                switch request.order {
                case .urgency: groups[place].urgency.rawValue
                case .count: groups[place].count
                case .last: 0
                }
            return (first: first, last: groups[place].last.microseconds, place: place)
        }
        return ranks.sorted { left, right in
            if left.first != right.first { return left.first > right.first }
            if left.last != right.last { return left.last > right.last }
            return newest(of: left.place) < newest(of: right.place)
        }.map(\.place)
    }

    private func newest(of place: Int) -> AlertID {
        AlertID(event: groups[place].newest, rule: names[groups[place].newestRule])
    }

    private func group(at place: Int) -> InboxGroup {
        let found = groups[place]
        let key = InboxGroup.Key(
            subject: found.key.subject < 0 ? nil : subjects[found.key.subject], source: found.key.source,
            destination: found.key.destination, gateway: found.key.gateway < 0 ? nil : names[found.key.gateway])
        // Its urgency comes with its members.
        var group = InboxGroup(
            key: key, title: titles[found.title], urgency: .info, at: found.last,
            newest(of: place), cells: request.cells)
        group.count = found.count
        group.acknowledged = found.acknowledged
        group.escalated = found.escalated
        group.first = found.first
        group.series = Array(series[place * request.cells..<(place + 1) * request.cells])
        return group
    }

    private func list(_ member: Member, in group: inout InboxGroup) {
        if let source = member.source { group.sources.add(source) }
        if let destination = member.destination { group.destinations.add(destination) }
        if let port = member.port { group.ports.add(port) }
        group.gateways.add(names[member.gateway])
        group.take(member.plain, raisedBy: assets.raising(member.source, member.destination))
        if let subject = subjects[member.subject] { group.subjects.add(subject) }
        guard let note = notes[member.note] else { return }
        if !note.assignee.isEmpty { group.assignees.add(note.assignee) }
        for tag in note.tags { group.tags.add(tag) }
    }
}
