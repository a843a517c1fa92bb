// SPDX-License-Identifier: Apache-2.0

internal import GRDBSQLite
internal import Triage

extension StoreDirectory {
    /// A failure of `triage.db` as its users have it. The repair makes files anew from raw events, which do not tell what people did, so
    /// the advice is another one.
    func triageFailure(_ error: StoreError) -> TriageError {
        let help: String
        switch error {
        case .busy: help = "try again when that one is done"
        case .diskFull: help = "free some space and try again; nothing was changed"
        case .newerSchema: help = "use that version"
        case .database(_, let code, _) where [SQLITE_BUSY, SQLITE_LOCKED].contains(code & 0xff):
            help = "another process is at it; try again"
        default: help = error.isDamage ? StoreProblem.restoreTriage : "check the disk and the file's permissions"
        }
        return .storage(path: triage, reason: error.fact, help: help)
    }
}

extension StoreProblem {
    static let restoreTriage =
        "end every vedette and put triage.db of a backup in its place, or save what is left with `sqlite3 triage.db .recover`"
}
