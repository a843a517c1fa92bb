// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Where rules are kept, with every revision they ever had. Calls block, for some milliseconds as a rule, and for ten seconds at
/// most while another process writes.
///
/// Several processes may use one at the same time. Each call sees one consistent state.
package protocol RuleShelf: Sendable {
    /// The rules of a filter, by id in the order of its bytes.
    func list(_ filter: RuleFilter) throws(RuleShelfError) -> [Rule]
    /// One rule, retired or not; `nil` where there is none.
    func rule(_ id: String) throws(RuleShelfError) -> Rule?
    /// All that was done to a rule, oldest first.
    ///
    /// - Throws: `RuleShelfError.unknownRule`, `.storage`.
    func history(of id: String) throws(RuleShelfError) -> [RuleChange]
    /// One revision of a rule.
    ///
    /// - Throws: `RuleShelfError.unknownRule`, `.unknownRevision`, `.storage`.
    func revision(_ number: Int, of id: String) throws(RuleShelfError) -> RuleRevision

    /// Does all of `edits` in their order, or, where one cannot be done, none of them. They are on the disk when it returns.
    ///
    /// The answer is each edit's rule as it is then, in their order.
    @discardableResult
    func apply(_ edits: [RuleEdit]) throws(RuleShelfError) -> [Rule]

    /// A number that grows with each change, 0 where there was none; costs little. Editing marks are no change. Where the whole store
    /// was replaced by an older one it may be smaller than before.
    func changeToken() throws(RuleShelfError) -> Int64
    /// All rules of these kinds that are enabled and not retired; of all kinds where none is named.
    func loaded(_ kinds: Set<RuleKind>) throws(RuleShelfError) -> RuleSnapshot
    /// Everything that an export tells.
    func archive() throws(RuleShelfError) -> RuleArchive

    /// Says that a person edits a rule, or still does. The rule need not be there yet.
    func markEditing(_ rule: String, by person: String, at now: Instant) throws(RuleShelfError)
    /// Says that a person edits a rule no longer.
    func endEditing(_ rule: String, by person: String) throws(RuleShelfError)
    /// Who edits what at `now`, by rule and then by the time of beginning.
    func editors(at now: Instant) throws(RuleShelfError) -> [EditingMark]
}

extension RuleShelf {
    /// Adds one rule.
    @discardableResult
    package func add(
        _ id: String, _ kind: RuleKind, _ content: RuleContent, isEnabled: Bool = true, by authorship: Authorship
    ) throws(RuleShelfError) -> Rule {
        try apply(RuleEdit(id, .add(kind, content, isEnabled: isEnabled), by: authorship))
    }

    /// Makes a new revision of a rule.
    ///
    /// - Throws: `RuleShelfError.conflict` where `basedOn` is not the current revision any more.
    @discardableResult
    package func save(
        _ id: String, _ content: RuleContent, basedOn: Int, by authorship: Authorship
    ) throws(RuleShelfError) -> Rule {
        try apply(RuleEdit(id, .save(content, basedOn: basedOn), by: authorship))
    }

    /// Makes a new revision of what an earlier one held.
    ///
    /// - Throws: `RuleShelfError.conflict` where `basedOn` is not the current revision any more.
    @discardableResult
    package func revert(
        _ id: String, to number: Int, basedOn: Int, by authorship: Authorship
    ) throws(RuleShelfError) -> Rule {
        try apply(RuleEdit(id, .revert(to: number, basedOn: basedOn), by: authorship))
    }

    /// Enables or disables a rule.
    @discardableResult
    package func setEnabled(
        _ id: String, _ isEnabled: Bool, by authorship: Authorship
    ) throws(RuleShelfError) -> Rule {
        try apply(RuleEdit(id, isEnabled ? .enable : .disable, by: authorship))
    }

    /// Retires a rule.
    @discardableResult
    package func retire(_ id: String, by authorship: Authorship) throws(RuleShelfError) -> Rule {
        try apply(RuleEdit(id, .retire, by: authorship))
    }

    /// Brings a rule back from retirement.
    @discardableResult
    package func restore(_ id: String, by authorship: Authorship) throws(RuleShelfError) -> Rule {
        try apply(RuleEdit(id, .restore, by: authorship))
    }

    private func apply(_ edit: RuleEdit) throws(RuleShelfError) -> Rule {
        guard let rule = try apply([edit]).first else { throw .unknownRule(edit.rule) }
        return rule
    }
}
