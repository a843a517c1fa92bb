// SPDX-License-Identifier: Apache-2.0

import Canvas
import Query
import Testing

@testable import Console

@Suite("The report over the panes")
struct ReportMenuTests {
    private func asked(_ desk: Desk) -> [(TimeRange, columns: Int)] {
        desk.asked.compactMap { question in
            guard case .report(let range, _, let columns) = question else { return nil }
            return (range, columns)
        }
    }

    @Test("it is asked for the period on the screen, as wide as it will stand there")
    func asking() throws {
        for columns in [60, 80, 160] {
            var desk = Desk(columns: columns)
            desk.run(":report<Enter>")
            let question = try #require(asked(desk).first)
            #expect(asked(desk).count == 1)
            #expect(question.0 == desk.state.range)
            #expect(
                desk.state.menuEntries().map(\.note) == [
                    "Security report", "", "\(question.columns) columns", "GATEWAYS",
                ])
            let screen = Console.draw(desk.state, size: desk.state.size).plainText()
            #expect(screen.contains("Security report"))
            let line = String(repeating: "x", count: question.columns - 1) + "Y"
            desk.state.report = [line]
            #expect(Console.draw(desk.state, size: desk.state.size).plainText().contains(line))
        }
    }

    @Test("its lines are searched and copied, and it is gone when it is left")
    func reading() {
        var desk = Desk()
        desk.run(":report<Enter>/gate")
        #expect(desk.state.menuEntries().map(\.note) == ["GATEWAYS"])
        desk.run("<Enter>")
        #expect(desk.effects.contains { if case .copy(let text, _) = $0 { text == "GATEWAYS" } else { false } })
        #expect(desk.state.menu == nil)
    }

    @Test("while it is counted it says so, and Esc ends the question")
    func waiting() {
        var desk = Desk(answers: false)
        desk.run(":report<Enter>")
        #expect(Console.draw(desk.state, size: desk.state.size).plainText().contains("Counting. Esc ends it"))
        #expect(desk.open.contains { if case .report = $0.question { true } else { false } })
        desk.run("<Esc>")
        #expect(!desk.open.contains { if case .report = $0.question { true } else { false } })
        #expect(desk.state.menu == nil && desk.state.report == nil)
    }

    @Test("what cannot be counted is told, and nothing stays open")
    func failing() {
        var desk = Desk()
        desk.city.failure = .storage(path: "days/x.db", reason: "input/output error")
        desk.run(":report<Enter>")
        #expect(desk.state.menu == nil)
        #expect(desk.state.notices.entries.last?.notice.text.contains("input/output error") == true)
    }
}
