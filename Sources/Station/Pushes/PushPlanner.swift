// SPDX-License-Identifier: Apache-2.0

internal import Messages
internal import Pushes

/// Compares what gateways run with what they would run, each pair of files once: thousands of gateways run the same.
struct PushPlanner {
    private struct Goal {
        var files: SensorFiles
        var revision: RulesRevision
    }

    private let files: SensorFiles
    private let mutes: [GatewayMute]
    private let reasons: [String: String]
    private let read: (RulesRevision) throws(PushDeskFailure) -> SensorFiles?
    private var goals: [[Int]: Goal] = [:]
    private var comparisons: [RulesRevision: RulesComparison] = [:]
    private var counts: [RulesRevision: Int] = [:]
    private var differences: [RulesDifference.Ends: RulesDifference] = [:]

    /// - Parameters:
    ///   - mutes: those that hold.
    ///   - reasons: which signatures are not as the station has them, by `gid:sid`, and why.
    ///   - read: gives files that were pushed once.
    init(
        _ files: SensorFiles, mutes: [GatewayMute], reasons: [String: String] = [:],
        read: @escaping (RulesRevision) throws(PushDeskFailure) -> SensorFiles?
    ) {
        self.files = files
        self.mutes = mutes
        self.reasons = reasons
        self.read = read
    }

    /// Whether a gateway runs what it would run.
    mutating func isGoal(_ rules: GatewayRules) throws(PushDeskFailure) -> Bool {
        try goal(rules.gateway).revision == rules.running
    }

    mutating func part(_ rules: GatewayRules) throws(PushDeskFailure) -> PushPlan.Part {
        let running = try count(of: rules.running)
        let from = running == nil ? rules.wanted?.revision : rules.running
        return PushPlan.Part(
            rules: rules, difference: try difference(from: from, to: goal(rules.gateway)),
            ruleCount: max(running ?? 0, rules.wanted?.ruleCount ?? 0))
    }

    private mutating func goal(_ gateway: String) throws(PushDeskFailure) -> Goal {
        let own = mutes.filter { $0.holds(at: gateway) }
        let key = own.map(\.number)
        if let goal = goals[key] { return goal }
        do throws(MessageError) {
            let files = try files.adding(own)
            let goal = Goal(files: files, revision: files.revision)
            goals[key] = goal
            return goal
        } catch {
            throw .refused(.files(error))
        }
    }

    private mutating func difference(
        from: RulesRevision?, to goal: Goal
    ) throws(PushDeskFailure) -> RulesDifference {
        let ends = RulesDifference.Ends(from: from, to: goal.revision)
        if let known = differences[ends] { return known }
        _ = try count(of: from)
        let after = comparisons[goal.revision] ?? RulesComparison(goal.files)
        comparisons[goal.revision] = after
        var difference = after.difference(from: from.flatMap { comparisons[$0] })
        if !reasons.isEmpty { explain(&difference) }
        differences[ends] = difference
        return difference
    }

    /// Adds to each line why the signature is not as the station has it.
    private func explain(_ difference: inout RulesDifference) {
        for index in difference.added.indices { difference.added[index].because = reasons[difference.added[index].id] }
        for index in difference.changed.indices {
            difference.changed[index].after.because = reasons[difference.changed[index].after.id]
        }
        for index in difference.removed.indices {
            difference.removed[index].because = reasons[difference.removed[index].id]
        }
    }

    /// How many rules files have; `nil` where they were never pushed.
    private mutating func count(of revision: RulesRevision?) throws(PushDeskFailure) -> Int? {
        guard let revision else { return nil }
        if let count = counts[revision] { return count }
        guard let files = try read(revision) else { return nil }
        comparisons[revision] = RulesComparison(files)
        counts[revision] = files.ruleCount
        return counts[revision]
    }
}
