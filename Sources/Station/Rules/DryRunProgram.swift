// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Rules
internal import Sigma

/// The texts of a dry run, compiled.
struct DryRunProgram: Sendable {
    /// Which texts matched something.
    struct Texts: OptionSet, Hashable, Sendable {
        let rawValue: Int
        static let saved = Texts(rawValue: 1)
        static let edited = Texts(rawValue: 2)
    }

    /// Rules that are matched together, and whose text each of them is, by its index.
    struct Part: Sendable {
        let rules: RuleSet
        let texts: [Texts]
    }

    /// Both texts in one part, which reads each event once; or one part each, where they would get in each other's way by their names.
    let parts: [Part]
    /// The rule set of each text by itself, to measure what it costs; `nil` where there is no saved one.
    let saved: RuleSet?
    let edited: RuleSet
    /// What is wrong with the edited text.
    let problems: [RuleProblem]
    let needs: DryRunNeeds

    init(saved: [UInt8]?, edited: [UInt8], known: KnownRules, mapping: MappingSet, options: SigmaOptions) {
        let file = SigmaFile.parse(edited, options: options)
        let new = Sources(.edited, file.documents, known)
        let old = saved.map { Sources(.saved, SigmaFile.parse($0, options: options).documents, known) }
        let alone = RuleSet(new.all, mapping: mapping)
        self.edited = alone
        self.saved = old.map { RuleSet($0.all, mapping: mapping) }
        problems =
            (file.problems + alone.problems.filter { $0.source < new.own.count }.map(\.problem)).distinct
        if let old, old.areSimple, new.areSimple {
            parts = [Part(RuleSet(old.own + new.own + new.others, mapping: mapping))]
        } else {
            parts = [self.saved, alone].compactMap { $0.map(Part.init) }
        }
        needs = DryRunNeeds((old?.all ?? []).map(\.document) + new.all.map(\.document), mapping)
    }

    /// Whether events must come one after the other.
    var hasCorrelations: Bool { parts.contains { $0.rules.hasCorrelations } }

    /// The documents of one text with what they need.
    private struct Sources {
        var own: [RuleSet.Source]
        var others: [RuleSet.Source]

        init(_ texts: Texts, _ documents: [SigmaDocument], _ known: KnownRules) {
            own = documents.map { RuleSet.Source($0, .label(texts)) }
            others = known.needed(by: documents).map { RuleSet.Source($0, .label([])) }
        }

        var all: [RuleSet.Source] { own + others }

        /// Whether nothing in the text looks at other rules, so that both texts' rules can lie beside each other.
        var areSimple: Bool {
            own.allSatisfy { source in
                if case .rule = source.document { true } else { false }
            }
        }
    }
}

extension DryRunProgram.Part {
    init(_ rules: RuleSet) {
        self.rules = rules
        texts = rules.references.map { DryRunProgram.Texts(rawValue: $0.revision) }
    }
}

extension RuleReference {
    /// Rule sets hand references through; here the revision says whose text the rule is.
    fileprivate static func label(_ texts: DryRunProgram.Texts) -> RuleReference {
        RuleReference(id: "", revision: texts.rawValue, title: "", level: "")
    }
}

extension [RuleProblem] {
    /// Each once, by place.
    var distinct: [RuleProblem] {
        var seen: Set<RuleProblem> = []
        return filter { seen.insert($0).inserted }.sorted { $0.position < $1.position }
    }
}
