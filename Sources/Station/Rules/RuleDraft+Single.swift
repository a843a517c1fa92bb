// SPDX-License-Identifier: Apache-2.0

package import Rules
package import Sigma

extension RuleDraft {
    /// The only rule of a text, which is kept as it is, to the last byte. `name` is what a list of indicators is called, for its text
    /// does not say. `id` is that of the rule whose text it is to become; a Sigma rule must have none or this. `suricata` is what Suricata
    /// itself says of the text.
    ///
    /// - Throws: `RuleDeskFailure.problems`, `.notOneRule`, `.otherID`.
    package static func single(
        _ kind: RuleKind, _ text: [UInt8], called name: String = "", of id: String? = nil, options: SigmaOptions,
        suricata: [RuleProblem] = []
    ) throws(RuleDeskFailure) -> RuleDraft {
        let (drafts, problems) = read(
            RuleFile(path: name, kind: kind, bytes: text), options: options, suricata: suricata)
        let errors = (problems + drafts.flatMap(\.problems)).filter { $0.weight == .error }
        guard errors.isEmpty else { throw .problems(errors) }
        guard drafts.count == 1 else { throw .notOneRule(drafts.count) }
        if kind == .sigma, let id, let own = drafts[0].id, own != id { throw .otherID(own) }
        var draft = drafts[0]
        draft.content.text = text
        return draft
    }
}

extension RuleSketch {
    /// Reads texts as the rules of a station with these options.
    package static func reader(_ options: SigmaOptions) -> Reader {
        { kind, text, name in
            guard let draft = try? RuleDraft.single(kind, text, called: name, options: options) else { return nil }
            // A list has no id but what its folder's index says, or else its file's name.
            return RuleSketch(id: kind == .indicators ? nil : draft.id, heading: draft.content.heading)
        }
    }
}
