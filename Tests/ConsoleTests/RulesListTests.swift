// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Rules
import Testing

@testable import Console

@Suite("The list of rules") struct RulesListTests {
    private func rule(_ number: Int, level: String = "low", tags: [String] = []) -> Rule {
        Rule(
            id: "rule-\(number)", kind: .sigma,
            heading: RuleHeading(title: "Rule \(String(number + 10_000).dropFirst())", level: level, tags: tags),
            revision: 1, isEnabled: true, isRetired: false, author: "ada", created: SmallCity.now,
            changed: SmallCity.now)
    }

    private func list(_ rules: [Rule]) -> RulesState {
        var state = RulesState()
        state.rules = rules
        return state
    }

    /// The rows as a person reads them.
    private func lines(_ state: RulesState) -> [String] {
        state.rows.map { row in
            switch row {
            case .group(let name, let count): "\(name) \(count)"
            case .rule(let index, _): "  \(state.shown[index].id)"
            }
        }
    }

    @Test("rules stand in each group that they are in, those of none at the end, and the cursor passes over names")
    func groups() {
        var state = list([rule(1, tags: ["b", "a"]), rule(2), rule(3, tags: ["b", "b"])])
        state.grouping = .tag
        #expect(lines(state) == ["a 1", "  rule-1", "b 2", "  rule-1", "  rule-3", "none 1", "  rule-2"])
        #expect(state.cursorRow == 1)
        var seen: [Int?] = []
        for _ in 0..<4 {
            state.moveCursor(.by(1), page: 10)
            seen.append(state.cursorRow)
        }
        #expect(seen == [3, 4, 6, 6])
        state.moveCursor(.first, page: 10)
        #expect(state.cursorRow == 1)
        state.grouping = .nothing
        #expect(state.selected?.id == "rule-1" && lines(state).count == 3)
    }

    @Test("T groups, by tags, tactics and kinds") func grouping() {
        var desk = Desk()
        desk.run("4T")
        #expect(desk.text.contains("attack.t0855  1") && desk.text.contains("by hits in each tag"))
        desk.run("T")
        #expect(desk.text.contains("discovery  1") && desk.text.contains("none  2"))
        desk.run("T")
        #expect(desk.text.contains("sigma  5"))
        desk.run("T")
        #expect(desk.state.rules.grouping == .nothing)
    }

    @Test("only rules on the screen are measured, each once for each revision") func asking() throws {
        var state = list((0..<500).map { rule($0) })
        let first = state.unmeasured(in: state.window(rows: 20))
        #expect(first.map(\.id) == (0..<20).map { "rule-\($0)" })
        state.take(first.map { RuleCost(rule: $0.id, revision: $0.revision, nanoseconds: 5, events: 2000) })
        #expect(state.unmeasured(in: state.window(rows: 20)).isEmpty)
        state.moveCursor(.last, page: 10)
        #expect(state.unmeasured(in: state.window(rows: 20)).map(\.id) == (480..<500).map { "rule-\($0)" })
        state.moveCursor(.first, page: 10)
        state.rules?[3].revision = 2
        #expect(state.unmeasured(in: state.window(rows: 20)).map(\.id) == ["rule-3"])
        #expect(try state.cost(of: #require(state.rules?[3])) == nil)
    }

    @Test("by cost all are measured, the dearest first, those that cannot be at the end") func byCost() {
        var state = list((0..<100).map { rule($0) })
        state.order = .cost
        var rounds = 0
        while case let asked = state.unmeasured(in: state.window(rows: 20)), !asked.isEmpty, rounds < 10 {
            rounds += 1
            state.take(
                asked.map { rule in
                    let number = Int(rule.id.dropFirst(5)) ?? 0
                    return RuleCost(rule: rule.id, revision: 1, nanoseconds: number == 99 ? nil : number, events: 1)
                })
        }
        #expect(rounds == 2 && state.measuredCount == 100)
        #expect(state.shown.map(\.id) == (0..<99).reversed().map { "rule-\($0)" } + ["rule-99"])
    }

    @Test(
        "what cannot be measured is not asked for again until the pane is opened anew, and no rule while one is edited")
    func failing() throws {
        var desk = Desk(answers: false)
        desk.run("4")
        let isCost = { (question: Question) in if case .ruleCosts = question { true } else { false } }
        while let place = desk.open.firstIndex(where: { !isCost($0.question) }) {
            let (id, question) = desk.open.remove(at: place)
            desk.send(.answered(id, desk.city.answer(question)))
        }
        let cost = try #require(desk.open.first)
        #expect(desk.open.count == 1)
        desk.open = []
        desk.send(.failed(cost.id, .storage(path: "days", reason: "gone")))
        desk.wait(seconds: 2)
        #expect(!desk.open.contains { isCost($0.question) })
        desk.run("1")
        desk.open = []
        desk.run("4")
        desk.answerAll()
        #expect(desk.asked.count(where: isCost) == 2)
        desk.run("e")
        desk.answerAll()
        desk.state.rules.forgetUnknownCosts()
        desk.wait(seconds: 2)
        #expect(desk.state.isEditingRule && desk.asked.count(where: isCost) == 2)
    }

    @Test("a rule that gave up on values is marked, and says since when") func givingUp() throws {
        var desk = Desk(columns: 160, rows: 48)
        desk.run("4")
        #expect(!desk.text.contains("on!"))
        var overview = try #require(desk.state.rules.overview)
        overview.limitHits = [
            RuleLimitHits(
                rule: "a1", revision: 2, count: 1312, first: SmallCity.now.advanced(byMicroseconds: -7_200_000_000),
                last: SmallCity.now),
            // Of an older text.
            RuleLimitHits(rule: "b2", revision: 1, count: 3, first: SmallCity.now, last: SmallCity.now),
        ]
        desk.state.rules.overview = overview
        #expect(desk.text.ranges(of: "on!").count == 1)
        #expect(desk.text.contains("1,312 times since 12:30, last 14:30. Make its expressions simpler"))
    }
}
