// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("Sigma correlations")
struct ParsingCorrelationTests {
    /// A document whose `correlation` has these lines, which begin at 3:3.
    private func file(_ lines: String) -> SigmaFile {
        let indented = lines.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return SigmaFile.parse("title: T\ncorrelation:\n\(indented)\n")
    }

    private func correlation(_ file: SigmaFile) -> CorrelationRule? {
        guard case .correlation(let rule) = file.documents.first else { return nil }
        return rule
    }

    private let header = SigmaHeader(title: "T")

    @Test(
        "every type with a comparison is read",
        arguments: [
            (CorrelationRule.Kind.eventCount, ""), (.valueCount, "field: user, "), (.valueSum, "field: user, "),
            (.valueAverage, "field: user, "), (.valuePercentile, "field: user, percentile: 95.5, "), (.temporal, ""),
            (.temporalOrdered, ""),
        ])
    func kinds(kind: CorrelationRule.Kind, parts: String) {
        let file = file(
            "type: \(kind.rawValue)\nrules: [a, b]\ngroup-by: [src_ip, dest_ip]\ntimespan: 15m\ncondition: {\(parts)gt: 100, lte: 200}"
        )
        let hasField = !parts.isEmpty
        let expected = CorrelationRule(
            header: header, kind: kind, rules: ["a", "b"], groupBy: ["src_ip", "dest_ip"], timespan: 900,
            thresholds: [.init(.greater, 100), .init(.lessOrEqual, 200)], field: hasField ? ["user"] : [],
            percentile: kind == .valuePercentile ? 95.5 : nil)
        #expect(correlation(file) == expected)
        #expect(file.problems.isEmpty)
        #expect(file.references.map(\.name) == ["a", "b"])
    }

    @Test(
        "every comparison is read",
        arguments: [
            ("gt", Comparison.greater), ("gte", .greaterOrEqual), ("lt", .less), ("lte", .lessOrEqual), ("eq", .equal),
            ("neq", .notEqual),
        ])
    func comparisons(key: String, comparison: Comparison) {
        let rule = correlation(file("type: event_count\nrules: a\ntimespan: 1s\ncondition:\n  \(key): 10"))
        #expect(rule?.thresholds == [CorrelationRule.Threshold(comparison, 10)])
        #expect(rule?.groupBy == [])
    }

    @Test(
        "a timespan is a number and a unit",
        arguments: [("1s", 1), ("90m", 5400), ("24h", 86400), ("7d", 604_800), ("999999999d", 86_399_999_913_600)])
    func timespans(text: String, seconds: Int) {
        let rule = correlation(file("type: temporal\nrules: [a, b]\ntimespan: \(text)"))
        #expect(rule?.timespan == seconds)
        #expect(rule?.thresholds == [] && rule?.ruleCondition == nil)
    }

    @Test("the temporal kinds may join their rules by a condition")
    func ruleConditions() {
        let rule = correlation(
            file("type: temporal\nrules: [a, b-c, d]\ntimespan: 5m\ncondition: (a AND b-c) or not d"))
        #expect(rule?.ruleCondition == .any([.all([.rule("a"), .rule("b-c")]), .not(.rule("d"))]))
    }

    @Test("aliases name a field for each rule, and `generate` stands in either place")
    func aliases() {
        let lines =
            "type: temporal\nrules: [a, b]\ngroup-by: [ip]\ntimespan: 10s\naliases:\n  ip:\n    a: src_ip\n    b: dest_ip"
        let rule = correlation(file(lines + "\ngenerate: true"))
        #expect(rule?.aliases == [CorrelationRule.Alias(name: "ip", fields: ["a": "src_ip", "b": "dest_ip"])])
        #expect(rule?.generatesBaseMatches == true)
        #expect(correlation(file(lines))?.generatesBaseMatches == false)
        let outside = SigmaFile.parse(
            "title: T\ngenerate: true\ncorrelation: {type: temporal, rules: [a, b], timespan: 1s}")
        #expect(correlation(outside)?.generatesBaseMatches == true)
    }

    @Test(
        "a fault is told at its place",
        arguments: [
            (
                "type: event_cont\nrules: [a]\ntimespan: 1m\ncondition: {gt: 1}",
                "3:9 error: unknown type `event_cont` | Did you mean `event_count`?"
            ),
            (
                "rules: [a]\ntimespan: 1m\ncondition: {gt: 1}",
                "2:1 error: the correlation has no type | Write `type:` and one of event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile."
            ),
            (
                "type: temporal\ntimespan: 1m",
                "2:1 error: the correlation names no rules | Write `rules:` and a list of ids or names."
            ),
            (
                "type: temporal\nrules: []\ntimespan: 1m",
                "4:3 error: the correlation names no rules | Write `rules:` and a list of ids or names."
            ),
            (
                "type: temporal\nrules: [a]",
                "2:1 error: the correlation has no timespan | Write `timespan:` and a length, such as 15m."
            ),
            (
                "type: temporal\nrules: [a]\ntimespan: 5 m",
                "5:13 error: `5 m` is no timespan | Write a number from 1 and s, m, h or d behind it, such as 15m."
            ),
            (
                "type: temporal\nrules: [a]\ntimespan: 0m",
                "5:13 error: `0m` is no timespan | Write a number from 1 and s, m, h or d behind it, such as 15m."
            ),
            (
                "type: temporal\nrules: [a]\ntimespan: 1M",
                "5:13 error: `1M` is no timespan | Write a number from 1 and s, m, h or d behind it, such as 15m."
            ),
            (
                "type: temporal\nrules: [a]\ntimespan: 99999999999d",
                "5:13 error: `99999999999d` is no timespan | Write a number from 1 and s, m, h or d behind it, such as 15m."
            ),
            (
                "type: event_count\nrules: [a]\ntimespan: 1m",
                "2:1 error: the correlation has no condition | Write `condition:` and a comparison under it, such as `gte: 10`."
            ),
            (
                "type: event_count\nrules: [a]\ntimespan: 1m\ncondition: a",
                "6:14 error: the condition of `event_count` is a single value | Write a comparison under it, such as `gte: 10`."
            ),
            (
                "type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {}",
                "6:14 error: the condition compares with nothing | Write a comparison, such as `gte: 10`."
            ),
            (
                "type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: many}",
                "6:20 error: `gte` needs a number | Write a decimal number behind it."
            ),
            (
                "type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1, get: 2}",
                "6:23 error: unknown comparison `get` | Did you mean `gt`?"
            ),
            (
                "type: value_count\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1}",
                "6:14 error: `value_count` needs a field | Write `field:` and its name into the condition."
            ),
            (
                "type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: {field: f, gte: 1, percentile: 101}",
                "6:45 error: `percentile` needs a number from 0 to 100 | Write one behind it."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\ncondition: a and c",
                "6:20 error: the correlation has no rule `c` | Name it under `rules`."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\ncondition: 1 of them",
                "6:19 error: a correlation's condition knows no quantities | Write the rules' names with `and` and `or`."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\ngenerate: perhaps",
                "6:13 error: `generate` is neither true nor false | Write one of them, without quotes."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\naliases: x",
                "6:12 error: `aliases` is a single value | Write a map of names, each with a map of rules and fields."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\naliases: {x: y}",
                "6:13 error: the alias names no fields | Write `rule: field` under it for each rule."
            ),
        ])
    func errors(lines: String, expected: String) {
        let file = file(lines)
        #expect(Parsed.problems(file).contains(expected), "\(Parsed.problems(file))")
        #expect(file.documents.isEmpty && file.references.isEmpty)
    }

    @Test(
        "what is hardly meant is a warning",
        arguments: [
            (
                "type: event_count\nrules: [a]\ntimespan: 1m\ncondition: {field: f, gte: 1}",
                "6:15 warning: `event_count` counts events, not the values of a field | Use `value_count`."
            ),
            (
                "type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: {field: f, gte: 1}",
                "6:14 warning: no `percentile` is given, and 50 is taken | Write `percentile:` and a number from 0 to 100."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\naliases: {x: {c: f}}",
                "6:17 warning: the correlation has no rule `c` | Name it under `rules`."
            ),
            (
                "type: temporal\nrules: [a, b]\ntimespan: 1m\ngroup_by: [x]",
                "6:3 warning: unknown key `group_by` | Did you mean `group-by`?"
            ),
        ])
    func warnings(lines: String, expected: String) {
        let file = file(lines)
        #expect(Parsed.problems(file) == [expected])
        #expect(file.documents.count == 1)
    }
}
