// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import GRDBSQLite

/// A value bound to a parameter of a statement.
enum Argument: Hashable, Sendable {
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    /// Numbers for `json_each`.
    static func rows(_ rows: some Collection<Int64>) -> Argument {
        .text("[" + rows.lazy.map(String.init).joined(separator: ",") + "]")
    }
}

/// One prepared statement of SQLite's C interface, finalized with its owner.
///
/// The insert path and the scans use this and not GRDB's rows: GRDB builds an array of values for every row, which
/// measured 1.7 times the whole cost. Columns count from 0, parameters from 1, as in SQLite.
@safe struct Statement: ~Copyable {
    private let handle: OpaquePointer

    /// Prepares `sql` for a connection, which must outlive the statement.
    ///
    /// - Throws: `StoreError.database`.
    init(_ database: Database, _ sql: String) throws(StoreError) {
        guard let connection = unsafe database.sqliteConnection else {
            throw .database(path: "", code: SQLITE_MISUSE, reason: "the connection is closed")
        }
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw unsafe Self.failure(of: connection, code: code)
        }
        unsafe handle = statement
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// Prepares and runs `sql`, which gives no rows.
    static func run(_ database: Database, _ sql: String) throws(StoreError) {
        let statement = try Statement(database, sql)
        while try statement.step() {}
    }

    // MARK: Parameters

    func bind(_ index: Int32, _ value: Int64) {
        unsafe sqlite3_bind_int64(handle, index, value)
    }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    func bindNull(_ index: Int32) {
        unsafe sqlite3_bind_null(handle, index)
    }

    /// Binds a text, which may hold NUL characters.
    func bind(_ index: Int32, _ value: String) {
        var value = value
        value.withUTF8 { bytes in
            // An empty buffer may have no address, and SQLite takes a missing address for NULL.
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe _ = sqlite3_bind_text(
                    handle, index, characters.baseAddress, Int32(clamping: characters.count), Self.transient)
            }
            if bytes.isEmpty { unsafe sqlite3_bind_text(handle, index, "", 0, Self.transient) }
        }
    }

    /// Binds a copy of `value`.
    func bind(_ index: Int32, _ value: [UInt8]) {
        guard !value.isEmpty else {
            unsafe sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        unsafe value.withUnsafeBytes {
            unsafe _ = sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), Self.transient)
        }
    }

    func bind(_ index: Int32, _ value: Argument) {
        switch value {
        case .integer(let number): bind(index, number)
        case .text(let text): bind(index, text)
        case .bytes(let bytes): bind(index, bytes)
        }
    }

    /// Binds `values` from the first parameter on.
    func bind(_ values: [Argument]) {
        for (index, value) in values.enumerated() {
            bind(Int32(clamping: index + 1), value)
        }
    }

    // MARK: Rows

    /// Goes to the next row; false behind the last one, and then the statement is ready to run again.
    ///
    /// - Throws: `StoreError.database`, `StoreError.diskFull`; the code is `SQLITE_INTERRUPT` after a cancellation.
    func step() throws(StoreError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        let failure: StoreError? =
            code == SQLITE_DONE ? nil : unsafe Self.failure(of: sqlite3_db_handle(handle), code: code)
        unsafe sqlite3_reset(handle)
        if let failure { throw failure }
        return false
    }

    /// Runs a statement that gives no rows.
    func run() throws(StoreError) {
        while try step() {}
    }

    /// Runs an INSERT of one row; the answer is the row's number. RETURNING would tell the same, by way of a table in memory that
    /// SQLite makes for each run.
    func insert() throws(StoreError) -> Int64 {
        try run()
        return unsafe sqlite3_last_insert_rowid(sqlite3_db_handle(handle))
    }

    /// Forgets where it was, so that it can run again.
    func reset() {
        unsafe sqlite3_reset(handle)
    }

    func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// The value of a column that holds a number; `nil` for values of any other kind.
    func number(_ column: Int32) -> Int64? {
        unsafe sqlite3_column_type(handle, column) == SQLITE_INTEGER ? integer(column) : nil
    }

    func optional(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// Microseconds since the epoch.
    func instant(_ column: Int32) -> Instant? {
        optional(column).map { Instant(microseconds: $0) }
    }

    func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// A copy of the bytes of a text or blob column.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    // MARK: Failures

    /// Asks SQLite to copy bound bytes at once (the macro SQLITE_TRANSIENT, which Swift cannot import).
    private static var transient: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    private static func failure(of connection: OpaquePointer?, code: Int32) -> StoreError {
        guard let connection = unsafe connection else {
            return .database(path: "", code: code, reason: "the connection is closed")
        }
        let path = unsafe sqlite3_db_filename(connection, "main").map { unsafe String(cString: $0) } ?? ""
        let extended = unsafe sqlite3_extended_errcode(connection)
        let reason = unsafe String(cString: sqlite3_errmsg(connection))
        return .sqlite(extended & 0xff == code & 0xff ? extended : code, path: path, reason: reason)
    }
}
