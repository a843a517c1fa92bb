// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import EVE
internal import Query
internal import Triage

/// Collects the groups of the inbox, file by file.
struct InboxTally {
    private let request: InboxRequest
    private var groups: InboxGroups
    private var page = InboxPage()

    init(_ request: InboxRequest, _ assets: AssetBook) {
        self.request = request
        groups = InboxGroups(request, assets)
    }

    /// Counts what one file has.
    mutating func count(
        in day: DaySnapshot, _ triaged: Triaged, until cancellation: Cancellation
    ) throws(StoreError) {
        var cells = InboxCells(request, in: day.partition)
        // What was counted before an interruption is told as well.
        defer { groups.gather(cells, in: day, triaged) }
        var walk = AlertWalk(filter: request.filter, range: request.range, triaged: triaged, in: day)
        if let list = try walk.list() {
            try count(list, &walk, &cells, until: cancellation)
        } else {
            try walk.runAlerts(until: cancellation) { step throws(StoreError) in take(step, &cells) }
        }
        try walk.runMatches(until: cancellation) { step throws(StoreError) in take(step, &cells) }
    }

    /// Counts the alerts of a file's list: those that nobody has touched by kind, the others one by one.
    private mutating func count(
        _ list: AlertListScan, _ walk: inout AlertWalk, _ cells: inout InboxCells, until cancellation: Cancellation
    ) throws(StoreError) {
        let shownWhenMuted = request.muted != .hidden && request.dispositions.contains(.new)
        let shownWhenNot = request.muted != .only && request.dispositions.contains(.new)
        var touched = walk.touchedRows
        let ends = walk.muteEnds(of: list.kinds)
        var alerts = 0
        var muted = 0
        var others = 0
        cells.open(list.kinds)
        defer {
            page.alerts += alerts
            page.muted += muted
            page.others += others
        }
        try list.forEachBlock(in: walk.day, until: cancellation) { bytes throws(StoreError) in
            var entries = AlertEntries(bytes)
            while let (row, kind) = entries.next() {
                guard list.knows(kind: kind) else { return false }
                guard let place = list.place(ofKind: kind), list.covers(row) else { continue }
                if touched.contains(row) {
                    take(walk.step(row, list.kinds[place]), &cells)
                    continue
                }
                let isMuted = !ends.isEmpty && row < ends[place]
                if isMuted { muted += 1 }
                if isMuted ? shownWhenMuted : shownWhenNot {
                    alerts += 1
                    cells.count(row, ofKind: place)
                } else if !isMuted {
                    others += 1
                }
            }
            return !entries.isBroken
        }
    }

    private mutating func take(_ step: AlertWalk.Step, _ cells: inout InboxCells) {
        if step.reason == .truePositive { page.truePositives += 1 }
        if step.isMuted { page.muted += 1 }
        if request.shows(step) {
            if step.rule == 0 { page.alerts += 1 } else { page.matches += 1 }
            cells.add(step)
        } else if !step.isMuted {
            page.others += 1
        }
    }

    /// What was counted.
    consuming func finish(isPartial: Bool, token: Int64) -> InboxPage {
        page.groupCount = groups.count
        page.isPartial = isPartial
        page.token = token
        page.groups = groups.first()
        return page
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
