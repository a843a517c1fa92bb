// SPDX-License-Identifier: Apache-2.0

internal import Indicators
internal import Rules
package import Sigma

/// The Sigma rules and lists of indicators of files, ready to be matched.
package struct LoadedFiles: Sendable {
    package let rules: RuleSet
    /// What keeps rules from being used; warnings are left out.
    package let findings: [RuleCheck.Finding]

    /// Files of other kinds are passed over.
    package init(_ files: [RuleFile], mapping: MappingSet, options: SigmaOptions) {
        let chosen = files.filter { $0.kind == .sigma }
        var sources: [RuleSet.Source] = []
        var paths: [String] = []
        var findings: [RuleCheck.Finding] = []
        for file in chosen {
            let parsed = SigmaFile.parse(file.bytes, options: options)
            findings += parsed.problems.map { RuleCheck.Finding(path: file.path, problem: $0) }
            for document in parsed.documents {
                sources.append(RuleSet.Source(document, document.header.reference(revision: 0)))
                paths.append(file.path)
            }
        }
        var lists = IndicatorLists()
        for file in files where file.kind == .indicators {
            let reading = IndicatorList.read(file.bytes, name: file.path, source: file.name)
            findings += reading.problemsOfRule.map { RuleCheck.Finding(path: file.path, problem: $0) }
            let heading = RuleHeading(listNamed: file.name, count: reading.indicators.count)
            let missing = lists.add(
                reading.indicators,
                RuleReference(id: file.name, revision: 0, title: heading.title, level: heading.level))
            guard missing > 0 else { continue }
            let problem = RuleProblem(
                .error, .start, "\(missing) indicators found no room", help: "Give fewer lists in one call.")
            findings.append(RuleCheck.Finding(path: file.path, problem: problem))
        }
        rules = RuleSet(sources, mapping: mapping, lists: lists)
        findings += rules.problems.map { RuleCheck.Finding(path: paths[$0.source], problem: $0.problem) }
        self.findings = findings.filter { $0.problem.weight == .error }
    }
}

extension SigmaHeader {
    /// What matches of the rule are called: by its id, or its name or title where it has none.
    func reference(revision: Int) -> RuleReference {
        RuleReference(id: id ?? name ?? title, revision: revision, title: title, level: level?.rawValue ?? "")
    }
}
