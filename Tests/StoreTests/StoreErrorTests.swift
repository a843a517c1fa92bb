// SPDX-License-Identifier: Apache-2.0

import GRDBSQLite
import Testing

@testable import Store

@Suite("What went wrong in the store")
struct StoreErrorTests {
    @Test("what SQLite quotes of a damaged file is one line of bounded length")
    func oneLine() {
        let reason = "malformed schema - near \"X\r\n\n\t  )\u{2028}\""
        let quoted = StoreError.sqlite(SQLITE_CORRUPT, path: "a.db", reason: reason)
        #expect(quoted.message.hasPrefix("a.db: malformed schema - near \"X ) \" (SQLite 11); stop"))
        let long = StoreError.sqlite(SQLITE_CORRUPT, path: "a.db", reason: String(repeating: "x\n", count: 5000))
        #expect(!long.message.contains { $0.isNewline } && long.message.count < 500)
    }

    @Test("a full disk is not damage, whatever SQLite calls it")
    func full() {
        #expect(StoreError.sqlite(SQLITE_FULL, path: "a.db", reason: "x") == .diskFull(path: "a.db"))
    }
}
