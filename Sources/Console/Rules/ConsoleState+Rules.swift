// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules

extension ConsoleState {
    /// Asks for the rules and what they found.
    mutating func loadRules() -> [Effect] {
        rules.forgetUnknownCosts()
        return ask(.rules, for: .rules)
            + ask(.ruleVerdicts, for: .ruleVerdicts) + loadRuleMatches() + loadGatewayRules()
    }

    /// Asks what the rules found: new events change it, but not the rules.
    mutating func loadRuleMatches() -> [Effect] {
        dirty.remove(.ruleOverview)
        let hour: Int64 = 3_600_000_000
        let end = now.advanced(byMicroseconds: hour).floored(toMicroseconds: hour)
        let grid = BucketGrid(
            start: end.advanced(byMicroseconds: -RulesState.span), width: hour, count: RulesState.parts)
        let request = OverviewRequest(
            filter: .everything, grid: grid, sparkCells: RulesState.parts, rows: 0, newest: 0)
        return ask(.ruleOverview(request), for: .ruleOverview)
    }

    /// Asks what the rules on the screen cost, unless that is known. A rule under edit has its dry run, which is not to wait for it.
    mutating func measureRules() -> [Effect] {
        guard place.pane == .rules, place.depth == .overview, ruleEditor == nil, requests.waiting[.ruleCosts] == nil
        else { return [] }
        let wanted = rules.unmeasured(in: rules.window(rows: RulesPane.listRows(of: layout.body.rows)))
        return wanted.isEmpty ? [] : ask(.ruleCosts(wanted), for: .ruleCosts)
    }

    mutating func performRule(_ command: Command) -> [Effect]? {
        switch command {
        case .ruleEdit:
            guard let rule = rules.selected else { return remark("There is no rule under the cursor") }
            return ask(.ruleText(rule), for: .ruleText)
        case .ruleNew: return openNewRule()
        case .ruleToggle:
            guard let rule = rules.selected else { return remark("There is no rule under the cursor") }
            return [.changeRule(rule.isEnabled ? .disable(rule) : .enable(rule))]
        case .ruleRevert:
            guard let rule = rules.selected else { return remark("There is no rule under the cursor") }
            guard rule.revision > 1 else { return remark("This is the first revision of the rule") }
            return [.changeRule(.revert(rule))]
        case .ruleOrder:
            let all = RulesState.Order.allCases
            let index = all.firstIndex(of: rules.order) ?? 0
            rules.order = all[(index + 1) % all.count]
            return measureRules()
        case .ruleGroup:
            let all = RulesState.Grouping.allCases
            let index = all.firstIndex(of: rules.grouping) ?? 0
            rules.grouping = all[(index + 1) % all.count]
            return measureRules()
        case .fieldPick: return pickField()
        default: return nil
        }
    }

    /// Enter on a rule: the events that it matched in the last day.
    mutating func showMatches() -> [Effect] {
        guard let rule = rules.selected else { return remark("There is no rule under the cursor") }
        return go { place in
            place.depth = .list
            place.period = .lastDay
            place.chips = [BarChip(.test(.rule, .equals(.text(rule.id))))]
            place.sort = .time
            place.isDescending = true
        }
    }

    mutating func take(_ outcome: RuleOutcome) -> [Effect] {
        switch outcome {
        case .done(let rule):
            rules.cursor = rule.id
            guard ruleEditor != nil else {
                let state = rule.isEnabled ? "on" : "off"
                notices.add(Notice(.done, "\(rule.heading.title) is \(state), rev \(rule.revision)"), now: now)
                return loadRules()
            }
            editedRule = rule
            ruleEditor?.title = rule.heading.title
            ruleEditor?.saved(savedRuleText ?? "", as: rule.revision)
            return loadRules()
        case .refused(let reason):
            if ruleEditor != nil { ruleEditor?.message = MessageLine(.error, reason) } else { return fail(reason) }
        case .conflict(let text, let revision, let author):
            ruleEditor?.rebase(onto: text, revision: revision)
            let hint = ruleEditor?.hint(.editorDifference)
            ruleEditor?.message = MessageLine(
                .error, "\(author) saved rev \(revision) meanwhile. Look at the difference, then save on top of it",
                hints: [hint].compactMap { $0 })
            editedRule?.revision = revision
        }
        return []
    }
}
