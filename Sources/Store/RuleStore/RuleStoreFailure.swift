// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension StoreDirectory {
    /// A failure of `rules.db` as users of the rules have it.
    func rulesFailure(_ error: StoreError) -> RuleShelfError {
        let (reason, help) = error.told(restore: StoreProblem.restoreRules)
        return .storage(path: rules, reason: reason, help: help)
    }
}

extension StoreProblem {
    static let restoreRules =
        "end every vedette and put rules.db of a backup in its place, or save what is left with `sqlite3 rules.db .recover`"
}
