// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Rules

/// Looks through `rules.db`: whether every text is what was saved, and what is so now follows from what was done.
struct RuleCheck {
    /// What the history says of a rule.
    private struct Account: Equatable {
        var revision: Int64 = 0
        var isEnabled = true
        var isRetired = false
    }

    private let file: SharedFile
    private let database: Database

    /// Adds what is wrong to `problems`; no file is no problem. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        let file = SharedFile.rules(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            let check = RuleCheck(file: file, database: database)
            try file.check(database, &problems)
            try file.checkIdentity(database, identity, of: "rules", &problems)
            try check.revisions(&problems)
            try check.history(&problems)
        }
    }

    /// Only opens the file.
    static func open(_ directory: StoreDirectory, _ problems: inout ProblemList) {
        SharedFile.rules(in: directory).look(&problems) { database, _ throws(StoreError) in
            _ = try RuleTables(database: database).token()
        }
    }

    private func add(_ what: String, to problems: inout ProblemList) { file.add(what, to: &problems) }

    /// Every text must be the one that was saved, and every rule must have all of its revisions.
    private func revisions(_ problems: inout ProblemList) throws(StoreError) {
        let rows = try Statement(
            database,
            """
            SELECT v.rule, v.number, v.hash, ifnull(r.id, ''), r.id IS NULL, v.text FROM revision v
            LEFT JOIN rule r ON r.number = v.rule ORDER BY v.rule, v.number
            """)
        var last: (rule: Int64, number: Int64) = (0, 0)
        while try rows.step() {
            let (rule, number) = (rows.integer(0), rows.integer(1))
            if rows.integer(4) != 0 { add("revision \(number) is of no rule", to: &problems) }
            let expected = rule == last.rule ? last.number + 1 : 1
            if number != expected { add("revision \(expected) of \(rows.text(3)) is missing", to: &problems) }
            if Fingerprint.hash(rows.bytes(5)) != UInt64(bitPattern: rows.integer(2)) {
                add("the text of revision \(number) of \(rows.text(3)) is not what was saved", to: &problems)
            }
            last = (rule, number)
        }
    }

    /// What is so now must be what the changes have made of it, one by one.
    private func history(_ problems: inout ProblemList) throws(StoreError) {
        var accounts: [Int64: Account] = [:]
        let changes = try Statement(database, "SELECT number, rule, deed FROM change ORDER BY number")
        while try changes.step() {
            guard let deed = RuleDeed(rawValue: changes.integer(2)) else {
                add("change \(changes.integer(0)) is of no known kind", to: &problems)
                continue
            }
            Self.count(deed, &accounts[changes.integer(1), default: Account()])
        }
        let rules = try Statement(
            database,
            """
            SELECT r.number, r.id, r.revision, r.enabled, r.retired,
                (SELECT max(v.number) FROM revision v WHERE v.rule = r.number) FROM rule r ORDER BY r.id
            """)
        while try rules.step() {
            let current = Account(
                revision: rules.integer(2), isEnabled: rules.integer(3) != 0, isRetired: rules.integer(4) != 0)
            if rules.integer(5) != current.revision {
                add("revision \(current.revision) of \(rules.text(1)) is not its newest", to: &problems)
            }
            if accounts.removeValue(forKey: rules.integer(0)) != current {
                add("\(rules.text(1)) is not what its history says", to: &problems)
            }
        }
        if !accounts.isEmpty { add("\(accounts.count) rules are gone whose history is there", to: &problems) }
    }

    private static func count(_ deed: RuleDeed, _ account: inout Account) {
        if deed.makesRevision { account.revision += 1 }
        switch deed {
        case .added, .saved, .reverted: break
        case .enabled: account.isEnabled = true
        case .disabled: account.isEnabled = false
        case .retired: account.isRetired = true
        case .restored: account.isRetired = false
        }
    }
}
