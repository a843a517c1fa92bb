// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Rules
import Testing

@testable import Station

@Suite("What rules cost")
struct RuleCostTests {
    private let scene: DryRunScene
    private let desk: RuleDesk

    init() throws {
        scene = try DryRunScene()
        desk = RuleDesk(scene.folder.configuration, author: "ada", store: scene.folder.reader)
    }

    /// A rule of the store; its text may have more than one document.
    private func rule(_ id: String, _ text: String, kind: RuleKind = .sigma) throws -> Rule {
        let content = RuleContent(text: Array(text.utf8), heading: RuleHeading(title: id))
        return try desk.shelf.add(id, kind, content, by: IndicatorStation.author)
    }

    private func costs(_ rules: [Rule], until cancellation: Cancellation = Cancellation()) throws -> [String: RuleCost]
    {
        var costs: [String: RuleCost] = [:]
        try desk.costs(of: rules, until: cancellation, pause: {}) { costs[$0.rule] = $0 }
        return costs
    }

    private func text(_ source: String, _ test: String = "dest_port: 502") -> String {
        "title: T\nlogsource: \(source)\ndetection:\n  sel:\n    \(test)\n  condition: sel\n"
    }

    @Test("a rule is measured on the newest events of its own types")
    func measured() throws {
        let modbus = scene.events.count { $0.row.type == "modbus" }
        let rules = try [
            rule("some", text("{product: suricata, service: modbus}")), rule("all", text("{product: suricata}")),
            rule(
                "several",
                text("{product: suricata, service: dns}") + "---\n" + text("{product: suricata, service: modbus}")),
        ]
        let costs = try costs(rules)
        #expect(costs["some"]?.events == modbus)
        #expect(costs["all"]?.events == 2000)
        #expect(costs["several"]?.events == modbus + scene.events.count { $0.row.type == "dns" })
        #expect(costs.values.allSatisfy { $0.revision == 1 && $0.nanoseconds ?? -1 >= 0 })
    }

    @Test("what is not looked at costs nothing; what cannot be matched alone, or meets no event, has no figure")
    func unmeasured() throws {
        let rules = try [
            rule("absent", text("{product: windows}")), rule("none", text("{product: suricata, service: quic}")),
            rule("broken", "title: [\n"), rule("wrong", text("{product: suricata}", "src_ip|re: '('")),
            rule("list", "192.0.2.1\n", kind: .indicators),
            rule("correlation", RuleText.count(RuleText.first, of: "some", 3)),
        ]
        let costs = try costs(rules)
        #expect(costs.count == rules.count)
        #expect(costs["absent"] == RuleCost(rule: "absent", revision: 1, nanoseconds: 0))
        for id in ["none", "broken", "wrong", "list", "correlation"] {
            #expect(costs[id] == RuleCost(rule: id, revision: 1), "\(id)")
        }
    }

    @Test("a measurement that was cancelled tells no more, and waits where it is told to")
    func cancelled() throws {
        let rules = try (0..<5).map { try rule("rule-\($0)", text("{product: suricata}")) }
        let cancellation = Cancellation()
        var told = 0
        var pauses = 0
        try desk.costs(of: rules, until: cancellation, pause: { pauses += 1 }) { _ in
            told += 1
            cancellation.cancel()
        }
        #expect(told == 1 && pauses > 2)
    }
}
