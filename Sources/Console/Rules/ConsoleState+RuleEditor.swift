// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules

extension ConsoleState {
    /// How long keys must have rested before the text is looked at, in microseconds.
    private static let analysisPause: Int64 = 150_000

    /// Opens a rule's text.
    mutating func open(_ rule: Rule, text: [UInt8]) -> [Effect] {
        guard let text = String(validating: text, as: UTF8.self) else {
            return fail("\(rule.id) is no UTF-8 and cannot be edited here. `vedette rules edit` takes a file")
        }
        editedRule = rule
        return begin(
            RuleEditorState(title: rule.heading.title, kind: rule.kind, revision: rule.revision, saved: text))
    }

    /// Begins a rule: from the event that is open, or from nothing.
    mutating func openNewRule() -> [Effect] {
        editedRule = nil
        let moment = MomentText(zone: .utc, now: now).full(now)
        let date = String(moment.prefix(10))
        let id = ruleID()
        let text =
            if place.depth == .event, let content = event?.whole {
                RuleTemplate.rule(of: content, picked: event?.pickedValues ?? [], id: id, date: date)
            } else {
                RuleTemplate.empty(id: id, date: date)
            }
        return begin(RuleEditorState(title: "New rule", kind: .sigma, revision: nil, saved: "", text: text))
    }

    private mutating func begin(_ new: RuleEditorState) -> [Effect] {
        var new = new
        new.resize(size)
        new.keys = keys
        new.vocabulary = RuleVocabulary.standard
        ruleEditor = new
        ruleAnalysis = RuleAnalysisWish(version: new.version, window: new.window, since: now, isDue: true)
        return [.editingRule(editedRule?.id)] + requests.cancel(.ruleCosts) + refreshRuleEditor()
    }

    /// Input while a rule is edited.
    mutating func takeForRule(_ input: TerminalInput) -> [Effect] {
        if case .resized(let size) = input { self.size = size }
        var effects: [Effect] = []
        for wish in ruleEditor?.update(input) ?? [] { effects += perform(wish) }
        return effects
    }

    private mutating func perform(_ wish: RuleEditorEffect) -> [Effect] {
        switch wish {
        case .save(let comment): return saveRule(comment)
        case .analyse(let version, let window):
            ruleAnalysis = RuleAnalysisWish(version: version, window: window, since: now, isDue: true)
            return []
        case .complete(let wish): return complete(wish)
        case .openHit(let id):
            // The editor stays behind the event: Esc there comes back to it.
            ruleEditorIsAside = true
            return go { place in
                place.depth = .event
                place.event = id
            }
        case .externalEditor: return [.editText(ruleEditor?.text ?? "", name: "rule.yml")]
        case .close: return closeRule()
        case .command(let command): return perform(Invocation(command))
        }
    }

    /// Does a command as the editor does; `nil` if it is none of its own.
    mutating func performRuleEditor(_ command: Command) -> [Effect]? {
        guard isEditingRule, let wishes = ruleEditor?.perform(command), wishes != [.command(command)] else {
            return nil
        }
        var effects: [Effect] = []
        for wish in wishes { effects += perform(wish) }
        return effects
    }

    private mutating func closeRule() -> [Effect] {
        ruleEditor = nil
        editedRule = nil
        ruleAnalysis = nil
        let cancelled = [Slot.ruleProblems, .ruleDryRun, .ruleValues].flatMap { requests.cancel($0) }
        return [.editingRule(nil)] + cancelled + (place.pane == .rules ? loadRules() : [])
    }

    private mutating func saveRule(_ comment: String) -> [Effect] {
        guard let editor = ruleEditor else { return [] }
        savedRuleText = editor.text
        guard let rule = editedRule else {
            return [.changeRule(.add(editor.kind, text: editor.text, comment: comment))]
        }
        return [
            .changeRule(
                .save(rule, text: editor.text, basedOn: editor.revision ?? rule.revision, comment: comment))
        ]
    }

    /// Counts the values that a field has, for completion.
    private mutating func complete(_ wish: CompletionRequest) -> [Effect] {
        guard let field = Field(name: wish.field) else { return [] }
        ruleCompletion = wish
        let week = TimeRange(start: now.advanced(byMicroseconds: -604_800_000_000), end: now)
        return ask(
            .count(CountRequest(by: [.field(field)], filter: .everything, range: week, top: 50)), for: .ruleValues)
    }

    mutating func takeValues(_ table: CountTable) {
        guard let wish = ruleCompletion else { return }
        let items = table.rows.map { CompletionItem($0.key.first?.text ?? "", count: $0.count) }
        ruleEditor?.take(
            CompletionAnswer(
                request: wish, items: items,
                about: "values seen in \(wish.field), 7 d\(table.isPartial ? ", not all" : "")"))
    }

    /// Looks at the text once keys have rested.
    mutating func refreshRuleEditor() -> [Effect] {
        guard let editor = ruleEditor, var wish = ruleAnalysis, wish.isDue else { return [] }
        guard wish.since.advanced(byMicroseconds: Self.analysisPause) <= now || editor.version == 0 else { return [] }
        wish.isDue = false
        ruleAnalysis = wish
        ruleEditor?.pause()
        let text = editor.text
        return ask(.ruleProblems(editor.kind, text, id: editedRule?.id), for: .ruleProblems)
    }

    /// Shows the problems, and runs a text without errors over what is stored.
    mutating func take(problems: [RuleProblem]) -> [Effect] {
        guard let wish = ruleAnalysis, let editor = ruleEditor else { return [] }
        ruleEditor?.take(findings: problems.map { Finding($0) }, version: wish.version)
        guard editor.kind == .sigma, editor.version == wish.version, !problems.contains(where: { $0.weight == .error })
        else { return [] }
        let range = TimeRange(
            start: now.advanced(byMicroseconds: -Int64(wish.window.seconds) * 1_000_000), end: now)
        let run = DryRunWish(
            rule: editedRule?.id, saved: editor.revision == nil ? nil : editor.savedText, edited: editor.text,
            range: range, buckets: max(24, DryRun.bucketsFitting(size.columns)))
        return ask(.ruleDryRun(run), for: .ruleDryRun)
    }

    mutating func take(dryRun answer: RuleDryRun) {
        guard let wish = ruleAnalysis, !answer.hasErrors else { return }
        ruleEditor?.take(dryRun: DryRun(answer, window: wish.window, trust: devices.history), version: wish.version)
    }

    /// The text as another editor left it.
    mutating func take(editedText: String) -> [Effect] {
        var effects: [Effect] = []
        for wish in ruleEditor?.takeText(editedText) ?? [] { effects += perform(wish) }
        return effects
    }

    /// An id for a new rule, of the form of a random UUID. It needs no more than to differ from others'.
    private mutating func ruleID() -> String {
        ruleSeed = ruleSeed &* 6_364_136_223_846_793_005 &+ UInt64(bitPattern: now.microseconds) | 1
        var state = ruleSeed ^ UInt64(bitPattern: now.microseconds)
        func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
        func hex(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value & ((1 << UInt64(digits * 4)) - 1), radix: 16)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let (high, low) = (next(), next())
        return "\(hex(high >> 32, 8))-\(hex(high >> 16, 4))-4\(hex(high, 3))-a\(hex(low >> 52, 3))-\(hex(low, 12))"
    }
}

/// A wish to have the text of a rule looked at.
package struct RuleAnalysisWish: Sendable, Hashable {
    var version: Int
    var window: DryRun.Window
    /// The last key.
    var since: Instant
    var isDue: Bool
}
