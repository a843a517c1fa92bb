// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Looks whether the matches of a file agree with each other and with its events. Whether a rule did match, no file tells.
struct MatchCheck {
    let database: Database

    /// Calls `found` with each fault.
    func run(_ found: (String) -> Void) throws(StoreError) {
        let lost = try number("SELECT count(*) FROM match WHERE row NOT IN (SELECT row FROM event)")
        if lost != 0 { found("\(lost) matches are of no event") }
        let nameless = try number("SELECT count(*) FROM match WHERE rule NOT IN (SELECT id FROM rule)")
        if nameless != 0 { found("\(nameless) matches are of no rule") }
        let counted = try number("SELECT ifnull(sum(count), 0) FROM match_count")
        let all = try number("SELECT count(*) FROM match")
        if counted != all { found("match_count counts \(counted) of \(all) matches") }
    }

    private func number(_ query: String) throws(StoreError) -> Int64 {
        let rows = try Statement(database, query)
        return try rows.step() ? rows.integer(0) : 0
    }
}
