// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Query
internal import Rules

extension DaySnapshot {
    /// The rules that the event of a row matched, in the order in which the file came to know them.
    func matches(ofRow row: Int64) throws(StoreError) -> [RuleReference] {
        guard names.hasRules else { return [] }
        let rows = try Statement(database, "SELECT rule FROM match WHERE row = ? ORDER BY rule")
        rows.bind(1, row)
        var rules: [RuleReference] = []
        while try rows.step() {
            if let rule = names.rule(rows.integer(0)) { rules.append(rule) }
        }
        return rules
    }
}
