// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import GRDBSQLite

extension StoreError {
    /// What is wrong with a file that several processes write, and what to do about it. The repair makes files anew from raw events, which
    /// these do not come from, so `restore` says how a damaged one comes back.
    func told(restore: String) -> (reason: String, help: String) {
        let help: String
        switch self {
        case .busy: help = "try again when that one is done"
        case .diskFull: help = "free some space and try again; nothing was changed"
        case .newerSchema: help = "use that version"
        case .database(_, let code, _) where [SQLITE_BUSY, SQLITE_LOCKED].contains(code & 0xff):
            help = "another process is at it; try again"
        default: help = isDamage ? restore : "check the disk and the file's permissions"
        }
        return (fact, help)
    }
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
