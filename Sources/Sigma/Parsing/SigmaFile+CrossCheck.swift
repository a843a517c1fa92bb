// SPDX-License-Identifier: Apache-2.0

package import Rules

extension SigmaFile {
    /// What only all files together tell: ids and names that two documents have, and names of rules that there are not.
    ///
    /// Ids and names are the same whatever the case of their letters. The first document that has one may keep it; each
    /// later one is an error. A correlation or filter that names no rule is an error.
    ///
    /// - Returns: the problems of each file, in the order of `files`.
    package static func crossCheck(_ files: [SigmaFile]) -> [[RuleProblem]] {
        var problems = files.map { _ in [RuleProblem]() }
        var known: Set<String> = []
        for (index, file) in files.enumerated() {
            for name in file.names where !known.insert(name.name.lowercased()).inserted {
                problems[index].append(
                    RuleProblem(
                        .error, name.position, "another rule is already called `\(name.name)`",
                        help: "Give this one an id and a name of its own."))
            }
        }
        // Ids have no letters to mistype, and looking at names takes time.
        let names = files.flatMap { $0.documents.compactMap(\.header.name) }
        var suggestions = 20
        for (index, file) in files.enumerated() {
            for reference in file.references where !known.contains(reference.name.lowercased()) {
                suggestions -= 1
                let nearest = suggestions >= 0 ? NearestName.of(reference.name, among: names.prefix(200)) : nil
                problems[index].append(
                    RuleProblem(
                        .error, reference.position, "no rule is called `\(reference.name)`",
                        help: nearest.map { "Did you mean `\($0)`?" } ?? "Write the id or the name of a rule."))
            }
        }
        return problems.map { $0.sorted { $0.position < $1.position }.map(\.asOneLine) }
    }
}
