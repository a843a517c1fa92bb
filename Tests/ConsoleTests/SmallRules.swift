// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Rules

/// The rules of the small city.
enum SmallRules {
    static let rules: [Rule] = [
        rule("a1", "Sweep for Telnet", "high", ["T1046"], ["discovery"], age: 3600),
        rule("b2", "Modbus Write From Outside the Control Network", "critical", ["T0855"], ["impact"], age: 86_400 * 3),
        rule("c3", "MQTT Password in Clear Text", "low", [], ["credential-access"], age: 86_400 * 30),
        rule("d4", "Download by a Shell's Tool", "medium", ["T1105"], [], age: 60, isEnabled: false),
        // A title that would turn the terminal upside down.
        rule("e5", "\u{1b}[31mred \u{202e}drawkcab", "informational", [], [], age: 10),
    ]

    private static func rule(
        _ id: String, _ title: String, _ level: String, _ techniques: [String], _ tactics: [String], age: Int64,
        isEnabled: Bool = true
    ) -> Rule {
        let time = SmallCity.now.advanced(byMicroseconds: -age * 1_000_000)
        return Rule(
            id: id, kind: .sigma,
            heading: RuleHeading(
                title: title, level: level, tags: techniques.map { "attack.\($0.lowercased())" },
                techniques: techniques, tactics: tactics),
            revision: 2, isEnabled: isEnabled, isRetired: false, author: "ada", created: time, changed: time)
    }

    static func overview(_ request: OverviewRequest) -> RuleOverview {
        func ranked(_ index: Int, _ series: [Int]) -> RankedRule {
            let rule = rules[index]
            return RankedRule(
                rule: RuleReference(
                    id: rule.id, revision: 2, title: rule.heading.title, level: rule.heading.level),
                count: series.reduce(0, +), before: 4, last: SmallCity.now.advanced(byMicroseconds: -600_000_000),
                series: series)
        }
        let sweep = (0..<request.sparkCells).map { $0 % 5 }
        let write = (0..<request.sparkCells).map { $0 == 20 ? 7 : 0 }
        return RuleOverview(
            grid: request.grid, matches: zip(sweep, write).map { $0 + $1 }, total: sweep.reduce(0, +) + 7, before: 8,
            rules: [ranked(0, sweep), ranked(1, write)])
    }

    /// Each costs something else; the last one cannot be measured.
    static func cost(_ rule: Rule) -> RuleCost {
        let costs = ["a1": 41, "b2": 1312, "c3": 0, "d4": 212_000_000]
        return RuleCost(rule: rule.id, revision: rule.revision, nanoseconds: costs[rule.id], events: 2000)
    }

    /// A field that two rules matched by, and what a list was found by.
    static func parts(of rules: [RuleReference]) -> MatchedParts {
        var parts = MatchedParts(fields: ["event_type": ["Sweep for Telnet", "Another"]])
        if let list = rules.first(where: { $0.id == "feed.csv" }) {
            parts.indicators = [
                MatchedIndicator(
                    rule: list, kind: "network", value: "198.51.100.0/24", field: "src_ip", source: "blocklist",
                    expiry: SmallCity.now.advanced(byMicroseconds: 86_400_000_000 * 3), note: "scans \u{1b}[2Jat night")
            ]
        }
        return parts
    }

    static func text(of rule: Rule) -> String {
        """
        title: \(rule.heading.title)
        id: \(rule.id)
        logsource:
            product: suricata
            service: flow
        detection:
            selection:
                dest_port: 23
            condition: selection
        level: \(rule.heading.level)

        """
    }

    /// A problem for each line with a word that says so.
    static func problems(_ text: String) -> [RuleProblem] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            line.contains("wrong")
                ? RuleProblem(.error, TextPosition(line: index + 1, column: 1), "this is wrong", help: "Mend it.") : nil
        }
    }

    /// One match kept, one gained.
    static func dryRun(_ wish: DryRunWish) -> RuleDryRun {
        let length = wish.range.end.microseconds - wish.range.start.microseconds
        var answer = RuleDryRun(
            grid: BucketGrid(
                start: wish.range.start, width: length / Int64(wish.buckets), count: wish.buckets))
        answer.saved = wish.saved.map { _ in RuleDryRun.Figures(matches: 1, matchesLastDay: 1, gateways: 1) }
        answer.edited = RuleDryRun.Figures(matches: 2, matchesLastDay: 1, gateways: 2)
        answer.counts = RuleDryRun.Counts(kept: 1, gained: 1)
        answer.buckets[wish.buckets - 2] = RuleDryRun.Counts(kept: 1)
        answer.buckets[wish.buckets - 9] = RuleDryRun.Counts(gained: 1)
        answer.types = ["flow"]
        (answer.scanned, answer.total, answer.isExact, answer.seconds) = (600, 600, true, 0.04)
        return answer
    }
}
