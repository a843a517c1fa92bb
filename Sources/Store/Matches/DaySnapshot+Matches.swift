// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Query
internal import Rules

extension DaySnapshot {
    /// The rules that the event of a row matched, in the order in which the file came to know them.
    func matches(ofRow row: Int64) throws(StoreError) -> [RuleReference] {
        guard names.hasRules else { return [] }
        var rules: [RuleReference] = []
        try forEachMatch(ofRow: row) { number in
            if let rule = names.rule(number) { rules.append(rule) }
        }
        return rules
    }
}
