// SPDX-License-Identifier: Apache-2.0

import Rules
import Testing

@testable import Sigma

/// Filters, which take matches away from the rules that correlations and people see.
struct CorrelationFilterTests {
    private let own = SigmaExpression.test(FieldTest(field: "own", .exists(true)))
    private let extra = SigmaExpression.not(.test(FieldTest(field: "extra", .exists(true))))

    private func rule(_ name: String, _ logSource: LogSource) -> DetectionRule {
        DetectionRule(
            header: SigmaHeader(title: name, id: "ID-" + name, name: name), logSource: logSource, expression: own)
    }

    private func filtered(_ rules: [String]?, _ logSource: LogSource) -> (indices: [Int], problems: [String]) {
        let header = SigmaHeader(title: "filter", position: TextPosition(line: 7, column: 1))
        let filter = FilterRule(header: header, logSource: logSource, rules: rules, expression: extra)
        let all = [
            rule("dns", LogSource(category: "dns", product: "suricata")), rule("any", LogSource()),
            rule("tls", LogSource(category: "TLS", product: "suricata", service: "s")),
        ]
        let (result, problems) = FilterRule.apply([filter], to: all)
        for index in all.indices where result[index] != all[index] {
            #expect(result[index].expression == .all([own, extra]))
        }
        #expect(problems.allSatisfy { $0.filter == 0 && $0.problem.position.line == 7 })
        return (all.indices.filter { result[$0] != all[$0] }, problems.map(\.problem.message))
    }

    @Test("a filter is for the rules that it names, by name or id, or for any")
    func names() {
        #expect(filtered(["dns", "id-TLS", "ID-dns"], LogSource()).indices == [0, 2])
        #expect(filtered(nil, LogSource()).indices == [0, 1, 2])
        #expect(filtered([], LogSource()).indices.isEmpty)
    }

    @Test("a filter is for rules of its log source alone")
    func logSources() {
        #expect(filtered(nil, LogSource(product: "suricata")).indices == [0, 2])
        #expect(filtered(nil, LogSource(category: "tls")).indices == [2])
        #expect(filtered(nil, LogSource(category: "tls", product: "zeek")).indices.isEmpty)
    }

    @Test("a name that no rule has, and a rule of another log source, are told; the rest works")
    func problems() {
        let (indices, problems) = filtered(["nobody", "any", "dns"], LogSource(category: "dns"))
        #expect(indices == [0])
        #expect(
            problems == ["There is no rule 'nobody'", "The rule 'any' has another log source than the filter"])
    }

    @Test("two filters for a rule both hold")
    func two() {
        let filter = FilterRule(header: SigmaHeader(title: "f"), logSource: LogSource(), rules: nil, expression: extra)
        let (result, _) = FilterRule.apply([filter, filter], to: [rule("dns", LogSource())])
        #expect(result.first?.expression == .all([.all([own, extra]), extra]))
    }
}
