// SPDX-License-Identifier: Apache-2.0

package import Rules
package import Sigma
internal import SuricataRules

/// Says what is wrong with a rule while it is typed.
package enum RuleAnalysis {
    /// All problems of a text, in the order of its lines: what its kind's reader says; for Sigma also what does not compile, names
    /// of rules that are not among `known`, ids and names that others have, and log sources and fields that `mapping` does not
    /// have. `known` are the station's rules without the one under edit.
    ///
    /// A usual rule takes some milliseconds. Lists of indicators have no problems here.
    package static func problems(
        _ kind: RuleKind, _ text: [UInt8], options: SigmaOptions, mapping: MappingSet, known: KnownRules
    ) -> [RuleProblem] {
        switch kind {
        case .sigma: sigma(text, options, mapping, known).distinct
        case .signature: SignatureFile.parse(bytes: text).problems
        case .threshold: ThresholdFile.parse(bytes: text).problems
        case .indicators: []
        }
    }

    private static func sigma(
        _ text: [UInt8], _ options: SigmaOptions, _ mapping: MappingSet, _ known: KnownRules
    ) -> [RuleProblem] {
        let file = SigmaFile.parse(text, options: options)
        var problems = file.problems
        let names = known.names
        for name in file.names where names.contains(name.name.lowercased()) {
            problems.append(
                RuleProblem(
                    .error, name.position, "another rule is already called `\(name.name)`",
                    help: "Give this one an id and a name of its own."))
        }
        for case .rule(let rule) in file.documents { problems += mapping.problems(rule) }
        let others = known.needed(by: file.documents)
        let rules = RuleSet(
            (file.documents + others).map { RuleSet.Source($0, $0.header.reference(revision: 0)) }, mapping: mapping)
        problems += rules.problems.filter { $0.source < file.documents.count }.map(\.problem)
        return problems
    }
}
