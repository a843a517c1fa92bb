// SPDX-License-Identifier: Apache-2.0

package import Rules
package import Sigma

/// All rules that are matched together: Sigma rules, compiled, lists of indicators, and what honeypots' visitors leave. A batch of
/// events sees one rule set.
///
/// A rule that cannot be used keeps no other from matching; `problems` names it.
package final class RuleSet: Sendable {
    /// A document with what its matches are called.
    package struct Source: Sendable {
        package var document: SigmaDocument
        package var reference: RuleReference

        package init(_ document: SigmaDocument, _ reference: RuleReference) {
            self.document = document
            self.reference = reference
        }
    }

    /// A problem of the source with that index.
    package struct Problem: Sendable {
        package var source: Int
        package var problem: RuleProblem
    }

    /// The Sigma rules that look at one event at a time, the correlations, the lists of indicators, the honeypots; matches name them by
    /// their index here.
    package let references: [RuleReference]
    /// How many of them are Sigma rules that look at one event at a time.
    package let baseCount: Int
    private let correlationCount: Int
    package let problems: [Problem]
    /// How many rules have no log source here. They cost nothing and never match.
    package let absentCount: Int
    let program: SigmaProgram
    /// A correlation engine that has seen nothing.
    let correlations: CorrelationEngine
    /// For each rule whether its matches are only there for correlations.
    let isHidden: [Bool]
    /// For each rule the fields that correlations want, with the program's numbers of the event fields that they stand for; `nil` where no correlation
    /// looks at the rule.
    let wanted: [[(name: String, numbers: [Int])]?]

    package let lists: IndicatorLists
    /// The rule of each honeypot by its gateway.
    private let honeypotRules: [String: Int]

    /// The rule set of all `sources`, which see events as `mapping` says, of `lists` of indicators, and of the gateways that are
    /// `honeypots`. It is made faster where much is as in `old`.
    package init(
        _ sources: [Source], mapping: MappingSet, lists: IndicatorLists = IndicatorLists(), honeypots: [String] = [],
        after old: RuleSet? = nil
    ) {
        self.lists = lists
        var parts = Parts(sources)
        parts.applyFilters()
        let sights = parts.rules.map { Sight($0.logSource, mapping) }
        let engine = CorrelationEngine(rules: parts.correlations, baseRules: parts.rules.map(\.header))
        let wanted = parts.rules.indices.map { rule -> [(name: String, paths: [String])]? in
            guard engine.correlates(rule: rule) else { return nil }
            return engine.neededFields(ofRule: rule).map { ($0, sights[rule].names($0)) }
        }
        let also = Set(wanted.flatMap { $0 ?? [] }.flatMap(\.paths)).union(
            lists.isEmpty && honeypots.isEmpty ? [] : IndicatorFinder.fieldNames)
        program = SigmaProgram(
            zip(parts.rules, sights).map { rule, sight in
                SigmaProgram.Rule(sight.isAbsent ? .any([]) : rule.expression, types: sight.types)
            }, alsoRead: also.sorted(), after: old?.program, resolve: { sights[$0].names($1) })
        let program = program
        self.wanted = wanted.map { $0?.map { ($0.name, $0.paths.compactMap { program.number(ofField: $0) }) } }
        parts.problems += program.problems.map { problem in
            let rule = parts.rules[problem.rule]
            return Problem(
                source: parts.ruleSources[problem.rule],
                problem: RuleProblem(.error, rule.header.position, problem.message))
        }
        parts.problems += engine.problems.map { Problem(source: parts.correlationSources[$0], problem: $1) }
        let sigma = (parts.ruleSources + parts.correlationSources).map { sources[$0].reference }
        references = sigma + lists.references + honeypots.map(HoneypotVisitors.reference)
        honeypotRules = Dictionary(
            honeypots.enumerated().map { ($1, sigma.count + lists.references.count + $0) },
            uniquingKeysWith: { first, _ in first })
        correlationCount = parts.correlations.count
        baseCount = parts.rules.count
        absentCount = sights.count(where: \.isAbsent)
        problems = parts.problems
        correlations = engine
        isHidden = parts.rules.indices.map { engine.hiddenRules.contains($0) }
    }

    /// Whether nothing can match.
    package var isEmpty: Bool { references.isEmpty }
    /// Whether any match of a single event leads to others.
    var hasCorrelations: Bool { correlationCount > 0 }
    /// Whether values of events are looked up.
    var looksForIndicators: Bool { !lists.isEmpty || !honeypotRules.isEmpty }

    /// The rule that a list is, by its index in `lists`.
    func rule(ofList list: Int) -> Int { baseCount + correlationCount + list }

    /// The rule of a honeypot, by its gateway.
    func rule(ofHoneypot gateway: String) -> Int? { honeypotRules[gateway] }
}

/// The documents by kind, each with the index of its source.
private struct Parts {
    var rules: [DetectionRule] = []
    var ruleSources: [Int] = []
    var correlations: [CorrelationRule] = []
    var correlationSources: [Int] = []
    var filters: [FilterRule] = []
    var filterSources: [Int] = []
    var problems: [RuleSet.Problem] = []

    init(_ sources: [RuleSet.Source]) {
        for (index, source) in sources.enumerated() {
            switch source.document {
            case .rule(let rule):
                rules.append(rule)
                ruleSources.append(index)
            case .correlation(let rule):
                correlations.append(rule)
                correlationSources.append(index)
            case .filter(let rule):
                filters.append(rule)
                filterSources.append(index)
            }
        }
    }

    mutating func applyFilters() {
        let (filtered, wrong) = FilterRule.apply(filters, to: rules)
        rules = filtered
        problems += wrong.map { RuleSet.Problem(source: filterSources[$0.filter], problem: $0.problem) }
    }
}

/// How the rules of one log source see events.
private struct Sight {
    var isAbsent = false
    var types: Set<String>?
    var names: (String) -> [String]

    init(_ source: LogSource, _ mapping: MappingSet) {
        switch mapping.resolve(source) {
        case .absent:
            isAbsent = true
            names = { _ in [] }
        case .mapped(let eventTypes, let found):
            types = eventTypes.map { Set($0) }
            names = { found($0) }
        }
    }
}
