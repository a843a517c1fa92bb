// SPDX-License-Identifier: Apache-2.0

package import Rules
package import Sigma

/// The Sigma rules of a rule store, parsed: what a text under edit may name.
package struct KnownRules: Sendable {
    /// The ids in the rule store and what their texts hold.
    private var files: [(rule: String, file: SigmaFile)]

    /// None.
    package init() {
        files = []
    }

    /// Those of a snapshot; rules of other kinds are passed over. It parses them all, so keep it while the store does not change.
    package init(_ snapshot: RuleSnapshot, options: SigmaOptions) {
        files = snapshot.entries.filter { $0.rule.kind == .sigma }.map { entry in
            (entry.rule.id, SigmaFile.parse(entry.text, options: options))
        }
    }

    /// The same without one rule: that under edit.
    package func without(_ rule: String?) -> KnownRules {
        var rest = self
        rest.files.removeAll { $0.rule == rule }
        return rest
    }

    /// All documents.
    var documents: [SigmaDocument] { files.flatMap(\.file.documents) }

    /// The ids and names of all documents, in lower case.
    var names: Set<String> { Set(files.flatMap(\.file.names).map { $0.name.lowercased() }) }

    /// What `documents` need beside them: the rules that their correlations name, and theirs; and all filters, which say by
    /// themselves what they are for.
    func needed(by documents: [SigmaDocument]) -> [SigmaDocument] {
        let all = self.documents
        let own = Set(documents.flatMap(\.ownNames))
        var byName: [String: Int] = [:]
        for (index, document) in all.enumerated() {
            for name in document.ownNames where byName[name] == nil { byName[name] = index }
        }
        var chosen: Set<Int> = []
        var waiting = documents.flatMap(\.namedRules)
        while let name = waiting.popLast() {
            // What the text itself has goes before another of that name.
            guard !own.contains(name), let index = byName[name], chosen.insert(index).inserted else { continue }
            waiting += all[index].namedRules
        }
        return all.indices.filter { index in
            if case .filter = all[index] { return true }
            return chosen.contains(index)
        }.map { all[$0] }
    }
}

extension SigmaDocument {
    /// What other documents may call it, in lower case.
    fileprivate var ownNames: [String] {
        [header.id, header.name].compactMap { $0?.lowercased() }
    }

    /// The rules that a correlation names, in lower case.
    fileprivate var namedRules: [String] {
        guard case .correlation(let rule) = self else { return [] }
        return rule.rules.map { $0.lowercased() }
    }
}
