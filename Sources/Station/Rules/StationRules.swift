// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Indicators
package import Rules
package import Sigma
internal import StarterRules
internal import Store

/// The rules of a station: those of its rule store, compiled, and made anew when the store has changed.
package final class StationRules {
    private let shelf: any RuleShelf
    private let options: SigmaOptions
    private let mapping: MappingSet
    private let honeypots: [String]
    private var token: Int64?
    /// The lists in force, which are read again only when they have changed: a large one takes seconds.
    private var lists = IndicatorLists()
    private var listProblems: [String] = []
    /// The texts of the store's Sigma rules, parsed; only those that changed are parsed again.
    private var parsed: [String: ParsedRule] = [:]
    /// The rules in force.
    package private(set) var current: RuleSet
    /// What keeps rules of the store from being used, in lines for a person.
    package private(set) var problems: [String] = []

    package init(_ configuration: StationConfiguration) {
        shelf = RuleStore(directory: configuration.dataDirectory)
        options = configuration.rules.sigmaOptions
        mapping = .builtin
        honeypots = configuration.honeypots.gateways
        current = RuleSet([], mapping: mapping, honeypots: honeypots)
    }

    /// The rules of a station, loaded; a store that never had any gets those that come with the program, unless the configuration
    /// says otherwise.
    ///
    /// - Throws: `RuleShelfError`.
    package static func load(
        _ configuration: StationConfiguration, at now: Instant
    ) throws(RuleShelfError) -> StationRules {
        let rules = StationRules(configuration)
        if configuration.rules.usesStarterSet { try rules.addStarterSet(at: now) }
        _ = try rules.refresh()
        return rules
    }

    /// Puts the rules that come with the program into a store that never had any.
    ///
    /// - Throws: `RuleShelfError`.
    package func addStarterSet(at now: Instant) throws(RuleShelfError) {
        guard try shelf.changeToken() == 0 else { return }
        let authorship = Authorship(author: "vedette", time: now, comment: "comes with Vedette")
        var edits: [RuleEdit] = []
        for starter in StarterRules.files {
            let file = RuleFile(path: starter.name, kind: .sigma, bytes: Array(starter.text.utf8))
            for draft in RuleDraft.read(file, options: options).drafts {
                guard let id = draft.id else { continue }
                edits.append(RuleEdit(id, .add(.sigma, draft.content, isEnabled: true), by: authorship))
            }
        }
        do throws(RuleShelfError) {
            try shelf.apply(edits)
        } catch .taken {
            // Another process was first.
        }
    }

    /// Takes up what has changed in the store; true if the rules are others now. What cannot be read leaves the rules as they were.
    ///
    /// - Throws: `RuleShelfError`.
    package func refresh() throws(RuleShelfError) -> Bool {
        let now = try shelf.changeToken()
        guard now != token else { return false }
        try refreshLists()
        let snapshot = try shelf.loaded([.sigma])
        var sources: [RuleSet.Source] = []
        var problems: [String] = []
        parsed = ParsedRule.all(snapshot.entries, options: options, known: parsed)
        for entry in snapshot.entries {
            guard let parsed = parsed[entry.rule.id]?.file else { continue }
            problems += parsed.problems.filter { $0.weight == .error }.map { Self.line($0, entry.rule.id) }
            for document in parsed.documents {
                sources.append(
                    RuleSet.Source(
                        document,
                        RuleReference(
                            id: entry.rule.id, revision: entry.rule.revision, title: document.header.title,
                            level: document.header.level?.rawValue ?? "")))
            }
        }
        let rules = RuleSet(sources, mapping: mapping, lists: lists, honeypots: honeypots, after: current)
        problems += rules.problems.map { Self.line($0.problem, sources[$0.source].reference.id) }
        current = rules
        self.problems = problems + listProblems
        // What was changed meanwhile is seen by the next look.
        token = now
        return true
    }

    /// Reads the lists of indicators one after the other, so that only one text is in memory.
    private func refreshLists() throws(RuleShelfError) {
        let references = try shelf.list(RuleFilter(kinds: [.indicators], isEnabled: true)).map { rule in
            RuleReference(
                id: rule.id, revision: rule.revision, title: rule.heading.title, level: rule.heading.level)
        }
        guard references != lists.references else { return }
        var lists = IndicatorLists()
        var problems: [String] = []
        for list in references {
            let text = try shelf.revision(list.revision, of: list.id).content.text
            let reading = IndicatorList.read(text, name: list.title, source: list.title)
            if reading.indicators.isEmpty { problems.append("\(list.id): the list has no indicators") }
            let missing = lists.add(reading.indicators, list)
            guard missing > 0 else { continue }
            problems.append(
                "\(list.id): \(missing) indicators found no room; all lists together have \(IndicatorSet.countLimit)")
        }
        self.lists = lists
        listProblems = problems
    }

    private static func line(_ problem: RuleProblem, _ id: String) -> String {
        RuleCheck.Finding(path: id, problem: problem).line
    }
}

extension StationConfiguration.RuleOptions {
    /// What the reader of Sigma rules must know of the station: its placeholders, and for those of the starter set that it does
    /// not give the values that come with them.
    package var sigmaOptions: SigmaOptions {
        SigmaOptions(
            placeholders: StarterRules.placeholders.merging(placeholders) { $1 }, unknownPlaceholder: .neverMatches)
    }
}
