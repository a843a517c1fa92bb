// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

/// Collects the groups of the inbox, file by file.
struct InboxTally {
    /// What makes a group within one file.
    private struct LocalKey: Hashable {
        var signature: Int64 = 0
        var rule: Int64 = 0
        var gateway: Int64 = 0
        var source: IPAddress?
        var destination: IPAddress?
    }

    private let request: InboxRequest
    private var groups: [InboxGroup] = []
    private var places: [InboxGroup.Key: Int] = [:]
    /// The same, of the present file.
    private var local: [LocalKey: Int] = [:]
    private var page = InboxPage()

    init(_ request: InboxRequest) {
        self.request = request
    }

    /// Counts what one file has.
    mutating func count(
        in day: DaySnapshot, _ triaged: Triaged, until cancellation: Cancellation
    ) throws(StoreError) {
        local.removeAll(keepingCapacity: true)
        let walk = AlertWalk(filter: request.filter, range: request.range, triaged: triaged)
        try walk.run(in: day, until: cancellation) { step throws(StoreError) in
            if step.isTruePositive { page.truePositives += 1 }
            if step.isMuted { page.muted += 1 }
            if request.shows(step) {
                add(step, in: day)
            } else if !step.isMuted {
                page.others += 1
            }
        }
    }

    private mutating func add(_ step: AlertWalk.Step, in day: DaySnapshot) {
        let time = day.partition.instant(ofRow: step.row)
        let place = place(of: step, at: time, in: day)
        if step.rule == 0 { page.alerts += 1 } else { page.matches += 1 }
        let cell = request.range.cell(of: time, among: request.cells)
        groups[place].count += 1
        switch step.disposition {
        case .acknowledged: groups[place].acknowledged += 1
        case .escalated: groups[place].escalated += 1
        case .new, .archived: break
        }
        if let cell { groups[place].series[cell] += 1 }
        groups[place].first = min(groups[place].first, time)
        if let source = step.source { groups[place].sources.add(source) }
        if let destination = step.destination { groups[place].destinations.add(destination) }
        if let port = step.port { groups[place].ports.add(port) }
        groups[place].gateways.add(day.names.text(step.gateway) ?? "")
        if request.grouping.mixesSubjects { groups[place].take(step, in: day) }
        guard time >= groups[place].last else { return }
        groups[place].last = time
        groups[place].newest = step.alert(in: day)
    }

    private mutating func place(of step: AlertWalk.Step, at time: Instant, in day: DaySnapshot) -> Int {
        var key = LocalKey()
        if !request.grouping.mixesSubjects { (key.signature, key.rule) = (step.signature, step.rule) }
        if request.grouping.looksAtSource { key.source = step.source }
        if request.grouping == .ends { key.destination = step.destination }
        if request.grouping == .gateway { key.gateway = step.gateway }
        if let place = local[key] { return place }
        let global = request.grouping.key(of: step, in: day)
        let place = places[global] ?? groups.count
        if place == groups.count {
            groups.append(
                InboxGroup(
                    key: global, title: step.title(in: day), urgency: step.urgency(in: day), at: time,
                    step.alert(in: day), cells: request.cells))
            places[global] = place
        }
        groups[place].take(step, in: day)
        local[key] = place
        return place
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

extension InboxGroup {
    /// Takes up what an alert is about.
    fileprivate mutating func take(_ step: AlertWalk.Step, in day: DaySnapshot) {
        urgency = max(urgency, step.urgency(in: day))
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
    func alert(in day: DaySnapshot) -> AlertID {
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

extension TimeRange {
    /// Which of `count` equal parts a time lies in; `nil` without parts or outside.
    fileprivate func cell(of time: Instant, among count: Int) -> Int? {
        let length = end.microseconds &- start.microseconds
        guard count > 0, length > 0, time >= start, time < end else { return nil }
        return min(count - 1, Int(Double(time.microseconds &- start.microseconds) / Double(length) * Double(count)))
    }
}
