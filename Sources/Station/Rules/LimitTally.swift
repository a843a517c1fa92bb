// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Rules

/// Counts how often expressions of rules were given up.
package struct LimitTally: Sendable {
    /// Since the start, by the rule as it was.
    package private(set) var counts: [RuleReference: Int] = [:]
    /// What is not in the store yet.
    private var new: [RuleReference: Int] = [:]

    package init() {}

    /// Adds what a batch met.
    mutating func take(_ found: BatchMatches) {
        for hit in found.limitHits {
            let rule = found.rules.references[Int(hit.rule)]
            counts[rule, default: 0] += hit.count
            new[rule, default: 0] += hit.count
        }
    }

    /// What is to be stored with what was taken; `now` is the station's clock.
    func unkept(now: Instant) -> [RuleLimitHits] {
        new.map { rule, count in
            RuleLimitHits(rule: rule.id, revision: rule.revision, count: count, first: now, last: now)
        }
    }

    /// Says that what was taken is on the disk.
    mutating func noteKept() { new = [:] }
}

/// Which rules' expressions were given up, in lines for a person: with the first time, and then whenever there are ten times as many.
package struct LimitNews {
    private var told: [RuleReference: Int] = [:]

    package init() {}

    /// The lines to write about `counts`, which come after those given before.
    package mutating func lines(about counts: [RuleReference: Int]) -> [String] {
        var lines: [String] = []
        for (rule, count) in counts.sorted(by: { ($0.key.title, $0.key.id) < ($1.key.title, $1.key.id) }) {
            guard count > 0, told[rule].map({ count / 10 >= $0 }) ?? true else { continue }
            told[rule] = count
            let times = count == 1 ? "once" : "\(count) times"
            lines.append(
                RuleLimit.line(
                    "\(rule.title) (\(rule.id), rev \(rule.revision)): an expression was given up \(times), as it took too many "
                        + "steps, and did not match; make it simpler", 1000))
        }
        return lines
    }
}
