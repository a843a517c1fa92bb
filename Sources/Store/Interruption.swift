// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import GRDBSQLite
internal import Query

/// Ends SQLite's work once a query is cancelled, also where it gives no rows for long.
enum Interruption {
    /// How many steps of SQLite's virtual machine lie between two looks at the flag: well below a millisecond.
    private static let interval: Int32 = 20_000

    /// Looks at `cancellation`, which must live until `remove`.
    static func install(_ cancellation: Cancellation, in database: Database) {
        unsafe sqlite3_progress_handler(
            database.sqliteConnection, interval,
            { context in
                guard let context = unsafe context else { return 0 }
                let cancellation = unsafe Unmanaged<Cancellation>.fromOpaque(context).takeUnretainedValue()
                return cancellation.isCancelled ? 1 : 0
            }, Unmanaged.passUnretained(cancellation).toOpaque())
    }

    static func remove(from database: Database) {
        unsafe sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil)
    }
}

extension StoreError {
    /// Ends a query from within.
    static let interrupted = StoreError.database(path: "", code: SQLITE_INTERRUPT, reason: "interrupted")

    /// Whether a query only ended because it was cancelled.
    var isInterruption: Bool {
        if case .database(_, let code, _) = self { code & 0xff == SQLITE_INTERRUPT } else { false }
    }
}
