// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Rules
import Testing

@testable import Console

@Suite("The rules pane") struct RulesPaneTests {
    @Test("rules come by hits; O orders them otherwise and the cursor stays on its rule") func order() {
        var desk = Desk()
        desk.run("4")
        #expect(desk.state.rules.shown.map(\.id).prefix(2) == ["a1", "b2"])
        desk.run("j")
        #expect(desk.state.rules.selected?.id == "b2")
        desk.run("O")
        #expect(desk.state.rules.order == .title)
        #expect(desk.state.rules.selected?.id == "b2")
        desk.run("O")
        #expect(desk.state.rules.shown.first?.heading.level == "critical")
    }

    @Test("the list tells who wrote a rule, and what people found of its matches") func verdicts() {
        var desk = Desk(columns: 160, rows: 48)
        desk.run("4")
        #expect(desk.row(4).contains(" 9/1 ") && desk.row(4).contains(" ada "))
        #expect(desk.row(5).contains("  - "))
    }

    @Test("words narrow the list, and an empty text shows all again") func words() {
        var desk = Desk()
        desk.run("4/modbus<Enter>")
        #expect(desk.state.rules.shown.map(\.id) == ["b2"])
        #expect(desk.text.contains("1 of 5 with \"modbus\""))
        desk.run("/<C-u><Enter>")
        #expect(desk.state.rules.shown.count == 5)
    }

    @Test("Enter lists the events that the rule matched") func matches() {
        var desk = Desk()
        desk.run("4<Enter>")
        #expect(desk.state.place.depth == .list)
        #expect(desk.state.place.filter == .test(.rule, .equals(.text("a1"))))
        desk.run("<Esc>")
        #expect(desk.state.place.pane == .rules && desk.state.place.depth == .overview)
    }

    @Test("Space puts a rule on or off") func toggle() throws {
        var desk = Desk()
        desk.run("4 ")
        let rule = try #require(SmallRules.rules.first)
        #expect(desk.effects == [.changeRule(.disable(rule))])
        var changed = rule
        changed.isEnabled = false
        desk.send(.rule(.done(changed)))
        #expect(desk.text.contains("Sweep for Telnet is off"))
    }

    @Test("a text is looked at once keys have rested, and not saved while it has an error") func editing() throws {
        var desk = Desk()
        desk.run("4e")
        #expect(desk.state.isEditingRule)
        let before = desk.asked.count
        desk.run("wrong")
        #expect(desk.asked.count == before)
        desk.wait(seconds: 1)
        #expect(desk.text.contains("this is wrong"))
        desk.run("<C-s>")
        #expect(desk.text.contains("Cannot save yet: line 1, this is wrong"))
        #expect(desk.effects == [.editingRule("a1")])
        for _ in 0..<5 { desk.run("<Backspace>") }
        desk.run("x")
        desk.wait(seconds: 1)
        desk.run("<C-s>why not<Enter>")
        guard case .changeRule(.save(let rule, let text, let revision, let comment)) = desk.effects.last else {
            Issue.record("\(desk.effects)")
            return
        }
        #expect(rule.id == "a1" && revision == 2 && comment == "why not" && text.hasPrefix("xtitle: Sweep"))
        var saved = rule
        saved.revision = 3
        desk.send(.rule(.done(saved)))
        #expect(desk.text.contains("Saved as rev 3"))
        desk.run("<Esc>")
        #expect(!desk.state.isEditingRule)
    }

    @Test("the second to save is shown the difference, and saves on top of it") func conflict() throws {
        var desk = Desk()
        desk.run("4ex")
        desk.wait(seconds: 1)
        desk.run("<C-s><Enter>")
        desk.send(.rule(.conflict(text: "title: kim's\n", revision: 7, author: "kim")))
        #expect(desk.text.contains("kim saved rev 7 meanwhile"))
        #expect(desk.state.ruleEditor?.text.hasPrefix("xtitle: Sweep") == true)
        desk.run("<C-d>")
        #expect(desk.text.contains("title: kim's"))
        desk.run("<C-s><Enter>")
        guard case .changeRule(.save(_, _, let basedOn, _)) = desk.effects.last else {
            Issue.record("\(desk.effects)")
            return
        }
        #expect(basedOn == 7)
    }

    @Test("R on an event begins a rule from the fields that were picked") func fromEvent() throws {
        var desk = Desk()
        desk.run("2o<Enter>")
        let rows = try #require(desk.state.event?.whole?.rows)
        let index = try #require(rows.firstIndex { $0.path == "dest_port" })
        for _ in 0..<index { desk.run("j") }
        desk.run(" R")
        let text = try #require(desk.state.ruleEditor?.text)
        #expect(text.contains("\n        dest_port: \(rows[index].text)"))
        #expect(text.contains("service: \(desk.state.event?.whole?.row.type ?? "")"))
        #expect(desk.state.ruleEditor?.revision == nil)
        let id = try #require(text.split(separator: "\n").first { $0.hasPrefix("id: ") }?.dropFirst(4))
        #expect(id.count == 36 && id.allSatisfy { $0 == "-" || $0.isHexDigit })
        desk.run("<C-s><Enter>")
        guard case .changeRule(.add(.sigma, let added, _)) = desk.effects.last else {
            Issue.record("\(desk.effects)")
            return
        }
        #expect(added == text)
    }

    @Test("a text that other programs changed comes back into the editor") func external() {
        var desk = Desk()
        desk.run("4e<C-e>")
        guard case .editText(let text, _) = desk.effects.last else {
            Issue.record("\(desk.effects)")
            return
        }
        desk.send(.edited(text + "# more\n"))
        #expect(desk.state.ruleEditor?.text.hasSuffix("# more\n") == true)
        #expect(desk.text.contains("rev 2, changed"))
    }

    @Test("answers and outcomes of an editor that was left are no harm") func late() {
        var desk = Desk(answers: false)
        desk.run("4")
        desk.answerAll()
        desk.run("e")
        desk.run("1")
        desk.answerAll()
        desk.send(.rule(.refused("no")))
        desk.send(.rule(.conflict(text: "", revision: 1, author: "x")))
        desk.send(.edited("text"))
        desk.send(.rulesChanged)
        _ = desk.text
    }

    @Test("a hit opens over the editor, Esc comes back, and nobody quits over a text that is not saved") func aside() {
        var desk = Desk()
        desk.run("4ex")
        desk.wait(seconds: 1)
        #expect(desk.text.contains("would fire 2 times on 2 gateways"))
        guard let event = desk.city.events.first?.row.id else { return }
        var run = SmallRules.dryRun(
            DryRunWish(rule: nil, saved: "", edited: "", range: desk.state.range, buckets: 40))
        run.hits = [RuleDryRun.Hit(change: .gained, row: desk.city.events[0].row)]
        desk.state.take(dryRun: run)
        desk.run("<A-h><Enter>")
        #expect(desk.state.place.event == event && desk.state.place.depth == .event)
        #expect(!desk.state.isEditingRule)
        desk.run("q")
        #expect(!desk.effects.contains(.quit) && desk.state.isEditingRule)
        #expect(desk.text.contains("This text is not saved"))
        desk.state.ruleEditorIsAside = true
        desk.run("<Esc>")
        #expect(desk.state.isEditingRule && desk.state.place.pane == .rules)
    }

    @Test("an event names the rules that it matched, and the fields by which") func matchedEvent() {
        var city = SmallCity.withEvents(600)
        let match = RuleReference(id: "a1", revision: 2, title: "Sweep for Telnet", level: "high")
        for index in city.events.indices { city.events[index].row.matches = [match] }
        var desk = Desk(city)
        desk.run("2o")
        #expect(desk.text.contains("Sweep for"))
        desk.run("<Enter>")
        #expect(desk.text.contains("matched high  Sweep for Telnet  rev 2"))
        #expect(desk.text.contains("matched by 2"))
    }

    @Test("an event that a list of indicators matched tells by which value and field") func matchedList() {
        var city = SmallCity.withEvents(600)
        let list = RuleReference(id: "feed.csv", revision: 3, title: "feed.csv", level: "high")
        for index in city.events.indices { city.events[index].row.matches = [list] }
        var desk = Desk(city)
        desk.run("2o<Enter>z")
        #expect(desk.text.contains("matched high  feed.csv  rev 3"))
        #expect(desk.text.contains("  network 198.51.100.0/24 in src_ip  until 2026-11-"))
        #expect(desk.text.contains(", of blocklist, scans "))
    }

    @Test("R makes the revision before come again") func revert() {
        var desk = Desk()
        desk.run("4R")
        #expect(desk.effects == [.changeRule(.revert(SmallRules.rules[0]))])
    }

    @Test("who else edits the rule is told above the text, and the others are told of us") func people() {
        var desk = Desk(columns: 160, rows: 48)
        desk.run("4e")
        #expect(desk.effects == [.editingRule("a1")])
        desk.send(
            .ruleEditors([
                EditingMark(rule: "a1", person: "kim", since: SmallCity.now, seen: SmallCity.now)
            ]))
        #expect(desk.row(1).contains("kim since 14:30"))
        desk.run("<Esc>")
        #expect(desk.effects.last == .editingRule(nil))
        desk.send(.ruleEditors([]))
    }
}
