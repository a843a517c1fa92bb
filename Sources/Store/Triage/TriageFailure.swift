// SPDX-License-Identifier: Apache-2.0

internal import Triage

extension StoreDirectory {
    /// A failure of `triage.db` as its users have it.
    func triageFailure(_ error: StoreError) -> TriageError {
        let (reason, help) = error.told(restore: StoreProblem.restoreTriage)
        return .storage(path: triage, reason: reason, help: help)
    }
}

extension StoreProblem {
    static let restoreTriage =
        "end every vedette and put triage.db of a backup in its place, or save what is left with `sqlite3 triage.db .recover`"
}
