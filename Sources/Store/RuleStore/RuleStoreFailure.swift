// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import GRDBSQLite
internal import Rules

extension StoreDirectory {
    /// A failure of `rules.db` as users of the rules have it. The repair makes files anew from raw events, which rules do not come
    /// from, so the advice is another one.
    func rulesFailure(_ error: StoreError) -> RuleShelfError {
        let help: String
        switch error {
        case .busy: help = "try again when that one is done"
        case .diskFull: help = "free some space and try again; nothing was changed"
        case .newerSchema: help = "use that version"
        case .database(_, let code, _) where [SQLITE_BUSY, SQLITE_LOCKED].contains(code & 0xff):
            help = "another process is at it; try again"
        default: help = error.isDamage ? StoreProblem.restoreRules : "check the disk and the file's permissions"
        }
        return .storage(path: rules, reason: error.fact, help: help)
    }
}

extension StoreProblem {
    static let restoreRules =
        "end every vedette and put rules.db of a backup in its place, or save what is left with `sqlite3 rules.db .recover`"
}

extension DatabaseQueue {
    /// Runs `body` in one write transaction, which is undone if it throws or refuses.
    func attempt<Value, Refusal>(
        _ body: (Database) throws(StoreError) -> Result<Value, Refusal>
    ) throws(StoreError) -> Result<Value, Refusal> {
        try access { database throws(StoreError) in
            try Statement.run(database, "BEGIN IMMEDIATE")
            do throws(StoreError) {
                let outcome = try body(database)
                switch outcome {
                case .success: try Statement.run(database, "COMMIT")
                case .failure: try Statement.run(database, "ROLLBACK")
                }
                return outcome
            } catch {
                // After some failures (a full disk) SQLite has rolled back by itself, and this one then fails.
                try? Statement.run(database, "ROLLBACK")
                throw error
            }
        }
    }
}
