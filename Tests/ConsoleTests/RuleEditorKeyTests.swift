// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Fixtures
import Query
import Rules
import Testing

@testable import Console

@Suite("Keys of the rule editor") struct RuleEditorKeyTests {
    @Test("saving asks for a comment and is refused while there is an error")
    func saving() {
        var desk = RuleEditorDesk()
        desk.run("<C-s>narrower<Enter>")
        #expect(desk.effects == [.save(comment: "narrower")])
        desk.analyse()
        desk.run("<C-s>")
        #expect(desk.state.prompt == nil)
        #expect(
            desk.state.message?.text == "Cannot save yet: line 9, unknown modifier \"in\". A list already means any.")
        desk.state.saved(RuleEditorDesk.edited, as: 6)
        #expect(!desk.state.isChanged)
        #expect(desk.state.revision == 6)
        desk.run("<C-s>")
        #expect(desk.state.message?.text.hasPrefix("Nothing to save") == true)
    }

    @Test("what was typed while a save was under way stays a change")
    func typedSince() {
        var desk = RuleEditorDesk()
        let text = desk.state.text
        desk.run("x")
        desk.state.saved(text, as: 6)
        #expect(desk.state.isChanged)
    }

    @Test(
        "leaving with changes asks, and all but y is harmless",
        arguments: [("y", [RuleEditorEffect.close]), ("n", []), ("<Esc>", []), ("<Enter>", []), ("x", [])])
    func leaving(answer: String, expected: [RuleEditorEffect]) {
        var desk = RuleEditorDesk()
        desk.run("<Esc>" + answer)
        #expect(desk.effects == expected)
        #expect(desk.state.text == RuleEditorDesk.edited)
    }

    @Test("leaving without changes just leaves")
    func leavingUnchanged() {
        var desk = RuleEditorDesk(RuleEditorDesk.saved)
        desk.run("<Esc>")
        #expect(desk.effects == [.close])
    }

    @Test("every change wishes an analysis, and answers about older texts are not taken for the new")
    func analysis() {
        var desk = RuleEditorDesk()
        desk.run("x")
        #expect(desk.effects == [.analyse(version: 1, window: .week)])
        let problem = RuleProblem(.error, .start, "wrong")
        desk.state.take(findings: [Finding(problem)], version: 0)
        #expect(desk.state.findings.isEmpty)
        desk.state.take(dryRun: RuleEditorDesk.dryRun, version: 0)
        #expect(desk.state.isDryRunStale)
        desk.runDry()
        #expect(!desk.state.isDryRunStale)
        desk.run("<A-w>")
        #expect(desk.effects.last == .analyse(version: 1, window: .month))
        #expect(desk.state.isDryRunStale)
    }

    @Test("F4 mends the line of the cursor, and not a text that has changed since")
    func mending() {
        var desk = RuleEditorDesk()
        desk.analyse()
        desk.run("<F4>")
        #expect(desk.state.text.contains("function.code: [5, 6"))
        desk.run("<A-u>")
        desk.run("<F4>")
        #expect(desk.state.text == RuleEditorDesk.edited)
        #expect(desk.state.message?.kind == .notice)
    }

    @Test("problems go along with their lines until the next analysis")
    func moving() {
        var desk = RuleEditorDesk()
        desk.analyse()
        desk.run("<C-Home><Enter><Enter>")
        #expect(desk.state.findings.first?.problem.position.line == 11)
        desk.run("<A-u><A-u>")
        #expect(desk.state.findings.first?.problem.position.line == 9)
    }

    @Test("going back to the saved text can be undone")
    func reverting() {
        var desk = RuleEditorDesk()
        desk.run("<C-r>")
        #expect(desk.state.text == RuleEditorDesk.saved)
        #expect(!desk.state.isChanged)
        desk.run("<A-u>")
        #expect(desk.state.text == RuleEditorDesk.edited)
    }

    @Test("hits open, and are shown by what happened to them")
    func hits() {
        var desk = RuleEditorDesk()
        desk.runDry()
        desk.run("<A-h>j<Enter>")
        #expect(desk.effects == [.openHit(EventID(day: 20_777, row: 2))])
        desk.run("g")
        #expect(desk.state.hits.map(\.change) == [.gained])
        desk.run("l")
        #expect(desk.state.hits.count == 2)
        desk.run("l<Esc>")
        #expect(desk.state.hits.count == 3)
        #expect(desk.state.focus == .text)
    }

    @Test("a search is given up where it began, and Enter stays at the match")
    func searching() {
        var desk = RuleEditorDesk()
        desk.run("<C-f>level")
        #expect(desk.state.editor.cursor.line == 17)
        desk.run("<Esc>")
        #expect(desk.state.editor.cursor == .start)
        desk.run("<C-f>10.20<Down><Down><Enter>")
        #expect(desk.state.editor.cursor.line == 13)
    }

    @Test("the text of another editor is one step of undo")
    func external() {
        var desk = RuleEditorDesk()
        desk.run("<C-e>")
        #expect(desk.effects == [.externalEditor])
        desk.effects += desk.state.takeText("title: x\r\n")
        #expect(desk.state.text == "title: x\r\n")
        desk.run("<A-u>")
        #expect(desk.state.text == RuleEditorDesk.edited)
    }

    @Test("any keys, pastes, sizes and answers in any order never trap", arguments: UInt64(1)...(isSoak ? 200 : 12))
    func soup(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let codes: [Key.Code] =
            [
                .enter, .escape, .tab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
                .space, .function(1), .function(3), .function(4),
            ] + "abdefghklnrsuvwxy/:|-#.19é漢".map { .character($0) }
        let modifiers: [Key.Modifiers] = [[], [], [], [], .shift, .control, .alt, [.control, .shift]]
        let kind = RuleKind.allCases[Int(seed % 4)]
        var desk = RuleEditorDesk(kind: kind)
        for _ in 0..<300 {
            switch Int.random(in: 0..<24, using: &random) {
            case 0: desk.analyse()
            case 1: desk.runDry()
            case 2: desk.answer()
            case 3:
                let text = HostileTextTests.texts[Int.random(in: 0..<HostileTextTests.texts.count, using: &random)]
                desk.effects += desk.state.update(.paste(String(text.prefix(200))))
            case 4:
                let size = Size(
                    columns: Int.random(in: 0...180, using: &random), rows: Int.random(in: 0...60, using: &random))
                desk.effects += desk.state.update(.resized(size))
            case 5: desk.state.saved(desk.state.text, as: 7)
            default:
                let key = Key(
                    codes.randomElement(using: &random) ?? .enter, modifiers.randomElement(using: &random) ?? [])
                desk.effects += desk.state.update(.key(key))
            }
            #expect(desk.surface().cells.count == desk.state.size.columns * desk.state.size.rows)
        }
    }
}

@Suite("Keys of the rule editor in the table") struct RuleEditorTableTests {
    @Test("commands have the keys that the user gave them, and hints say so") func rebound() {
        var desk = Desk()
        desk.state.keys =
            KeyTable.standard.applying([
                "editor.save": ["F2"], "editor.undo": ["g u"], "editor.window": [], "hits.lost": ["x"],
            ]).table
        desk.run("4ex")
        desk.wait(seconds: 1)
        #expect(desk.text.contains("F2 save") && !desk.text.contains("Ctrl-S") && !desk.text.contains("Alt-W"))
        desk.run("<C-s>")
        #expect(desk.state.ruleEditor?.prompt == nil)
        desk.run("<F2>")
        #expect(desk.text.contains("What changed, for rev 3"))
        desk.run("<Esc>gu")
        #expect(desk.state.ruleEditor?.isChanged == false)
        // What begins a longer key and comes to nothing is lost, what follows is text.
        desk.run("gx")
        #expect(desk.state.ruleEditor?.text.hasPrefix("xtitle") == true)
    }

    @Test("F1 shows the keys over the editor, and one can be run from there") func help() {
        var desk = Desk()
        desk.run("4ex<F1>")
        #expect(desk.state.menu?.kind == .help && desk.text.contains("Rule editor"))
        #expect(desk.text.contains("save, with a comment"))
        desk.run("<Enter>")
        #expect(desk.state.menu == nil && desk.text.contains("What changed, for rev 3"))
        desk.run("<Esc><A-h><F1>")
        #expect(desk.text.contains("only hits that the edit gains"))
        desk.run("<Esc><Esc>")
        #expect(desk.state.ruleEditor?.focus == .text)
        desk.run("<C-l>")
        #expect(desk.effects.last == .redraw)
    }
}
