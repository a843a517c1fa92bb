// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Indicators
package import Query
package import Rules
internal import Sigma
package import Store
internal import Synchronization
internal import Triage

/// The rule store as one person works with it: reads, checks texts, saves. Calls block; any thread may make them.
package final class RuleDesk: Sendable {
    let configuration: StationConfiguration
    let shelf: any RuleShelf
    let options: SigmaOptions
    private let author: String
    let store: StoreReader
    private let triage: TriageStore
    private let suricata: StationConfiguration.SuricataChoice
    /// The rules of the store, parsed, and the change token of the moment.
    private let known = Mutex<(token: Int64, rules: KnownRules)?>(nil)
    /// The list of indicators that was asked for last.
    private let lastList = Mutex<(list: RuleReference, indicators: IndicatorSet)?>(nil)

    /// The texts behind alerts that were asked for last.
    let signatures = Mutex(SignatureMemory())

    /// How many indicators a list may have to be kept in memory.
    private static let keptIndicators = 200_000

    /// The rules of the configured station, changed in the name of `author`; dry runs look at the events of `store`.
    package init(_ configuration: StationConfiguration, author: String, store: StoreReader) {
        self.configuration = configuration
        shelf = RuleStore(directory: configuration.dataDirectory)
        options = configuration.rules.sigmaOptions
        suricata = configuration.rules.suricata
        triage = TriageStore(directory: configuration.dataDirectory)
        self.author = author
        self.store = store
    }

    /// A number that is another once the rule store has changed.
    package func changeToken() throws(RuleShelfError) -> Int64 { try shelf.changeToken() }

    /// The rules that are not put away.
    package func rules() throws(RuleShelfError) -> [Rule] { try shelf.list(RuleFilter()) }

    /// The text of the rule as it is now, with the rule as it is now.
    package func current(_ id: String) throws(RuleShelfError) -> (rule: Rule, revision: RuleRevision) {
        guard let rule = try shelf.rule(id) else { throw .unknownRule(id) }
        return (rule, try shelf.revision(rule.revision, of: id))
    }

    /// What is wrong with a text, in the order of the text; `id` is that of its rule, where it has one.
    package func problems(_ kind: RuleKind, _ text: String, of id: String?) throws(RuleShelfError) -> [RuleProblem] {
        RuleAnalysis.problems(
            kind, Array(text.utf8), options: options, mapping: .builtin, known: try knownRules().without(id))
    }

    /// Whether Suricata itself can be asked about rules of a kind.
    package func asksSuricata(_ kind: RuleKind) -> Bool {
        (kind == .signature || kind == .threshold) && SuricataTester(suricata) != nil
    }

    /// What Suricata itself refuses in a text that our own checks let through; nothing if it cannot be asked, or does not answer
    /// within some seconds. `vedette rules check` tells why.
    package func suricataProblems(_ kind: RuleKind, _ text: String, until cancellation: Cancellation) -> [RuleProblem] {
        guard asksSuricata(kind), let tester = SuricataTester(suricata) else { return [] }
        let file = RuleFile(path: "", kind: kind, bytes: Array(text.utf8))
        return (try? tester.problems(of: [file], until: cancellation).first) ?? []
    }

    /// The same for a text that is to be saved.
    private func suricataProblems(_ kind: RuleKind, _ text: String) -> [RuleProblem] {
        suricataProblems(kind, text, until: Cancellation(deadline: .now + .seconds(10)))
    }

    /// What a text would have found; `progress` gets what is known meanwhile.
    ///
    /// - Throws: `QueryFailure`.
    package func dryRun(
        _ wish: DryRunWish, until cancellation: Cancellation, progress: (RuleDryRun) -> Void
    ) throws(QueryFailure) -> RuleDryRun {
        // Without the other rules a correlation has nothing to count; all else can be run.
        let known = (try? knownRules()) ?? KnownRules()
        // A log that cannot be read keeps nobody from trying a rule; the inbox tells of it.
        func archived(_ reason: ArchiveReason) -> Set<EventID> {
            wish.rule.flatMap { try? triage.events(ofRule: $0, archivedAs: reason) } ?? []
        }
        return try DryRunner(store, options: options).run(
            DryRunRequest(
                rule: wish.rule, saved: wish.saved.map { Array($0.utf8) }, edited: Array(wish.edited.utf8),
                range: wish.range, buckets: wish.buckets, truePositives: archived(.truePositive),
                falsePositives: archived(.falsePositive)), among: known,
            until: cancellation, progress: progress)
    }

    /// What rules cost, each told as soon as it is known; `pause` is called in between, and may wait. Of other kinds than Sigma, and of
    /// texts that cannot be had, nothing is known.
    ///
    /// - Throws: `QueryFailure`.
    package func costs(
        of rules: [Rule], until cancellation: Cancellation, pause: () -> Void, _ told: (RuleCost) -> Void
    ) throws(QueryFailure) {
        var entries: [RuleSnapshot.Entry] = []
        for rule in rules {
            if rule.kind == .sigma, let revision = try? shelf.revision(rule.revision, of: rule.id) {
                entries.append(RuleSnapshot.Entry(rule: rule, text: revision.content.text))
            } else {
                told(RuleCost(rule: rule.id, revision: rule.revision))
            }
        }
        try RuleCostMeter(store, options: options).measure(entries, until: cancellation, pause: pause, told)
    }

    /// The indicators of a list, as it was at its revision. A list that is not large is kept until another one is asked for: one looks at
    /// event after event.
    func indicators(of list: RuleReference) throws(RuleShelfError) -> IndicatorSet {
        if let known = lastList.withLock({ $0 }), known.list == list { return known.indicators }
        let text = try shelf.revision(list.revision, of: list.id).content.text
        let indicators = IndicatorList.read(text, name: list.title, source: list.title).indicators
        if indicators.count <= Self.keptIndicators { lastList.withLock { $0 = (list, indicators) } }
        return indicators
    }

    private func knownRules() throws(RuleShelfError) -> KnownRules {
        let token = try shelf.changeToken()
        if let known = known.withLock({ $0 }), known.token == token { return known.rules }
        let snapshot = try shelf.loaded([.sigma])
        let rules = KnownRules(snapshot, options: options)
        known.withLock { $0 = (snapshot.token, rules) }
        return rules
    }

    /// Adds a rule of this text.
    ///
    /// - Throws: `RuleDeskFailure`.
    package func add(
        _ kind: RuleKind, _ text: String, comment: String, at now: Instant
    ) throws(RuleDeskFailure) -> Rule {
        let draft = try RuleDraft.single(
            kind, Array(text.utf8), options: options, suricata: suricataProblems(kind, text))
        guard let id = draft.id else { throw .noID }
        return try onShelf { () throws(RuleShelfError) in
            try shelf.add(id, kind, draft.content, by: Authorship(author: author, time: now, comment: comment))
        }
    }

    /// Makes a new revision of the text, if `basedOn` is still the current one.
    ///
    /// - Throws: `RuleDeskFailure`.
    package func save(
        _ id: String, _ kind: RuleKind, _ text: String, basedOn: Int, comment: String, at now: Instant
    ) throws(RuleDeskFailure) -> Rule {
        // A list is called by the name that it was added with.
        let name = try onShelf { () throws(RuleShelfError) in try shelf.rule(id)?.heading.title }
        let draft = try RuleDraft.single(
            kind, Array(text.utf8), called: name ?? id, of: id, options: options,
            suricata: suricataProblems(kind, text))
        return try onShelf { () throws(RuleShelfError) in
            try shelf.save(
                id, draft.content, basedOn: basedOn, by: Authorship(author: author, time: now, comment: comment))
        }
    }

    /// Makes the text of the revision before that of `rule` the newest, if `rule` is still as it is.
    package func revert(_ rule: Rule, at now: Instant) throws(RuleShelfError) -> Rule {
        try shelf.revert(
            rule.id, to: rule.revision - 1, basedOn: rule.revision, by: Authorship(author: author, time: now))
    }

    /// Says that the author edits a rule, or still does; the answer is who else does.
    package func markEditing(_ id: String, at now: Instant) throws(RuleShelfError) -> [EditingMark] {
        try shelf.markEditing(id, by: author, at: now)
        return try shelf.editors(at: now).filter { $0.rule == id && $0.person != author }
    }

    /// Says that the author edits a rule no longer. A mark that stays dies by itself.
    package func endEditing(_ id: String) {
        try? shelf.endEditing(id, by: author)
    }

    /// Matches a rule from now on, or no longer.
    package func setEnabled(_ id: String, _ isEnabled: Bool, at now: Instant) throws(RuleShelfError) -> Rule {
        try shelf.setEnabled(id, isEnabled, by: Authorship(author: author, time: now))
    }

    private func onShelf<Value>(_ body: () throws(RuleShelfError) -> Value) throws(RuleDeskFailure) -> Value {
        do throws(RuleShelfError) { return try body() } catch { throw .shelf(error) }
    }
}
