// SPDX-License-Identifier: Apache-2.0

import Canvas
import Query
import Testing

@testable import Console

@Suite("Saved views") struct ViewTests {
    private func desk(_ views: [SavedView] = []) -> Desk {
        Desk(settings: Settings(views: views))
    }

    @Test("the filter is kept under a name and a key, and shows as one chip") func save() throws {
        var desk = desk()
        desk.run("/sev:1 -src:10.0.0.0/8<Enter>")
        #expect(desk.state.place.chips.count == 2)
        desk.run(":view save the morning F5<Enter>")
        let filter = "alert.severity:1 -src_ip:10.0.0.0/8"
        #expect(desk.state.settings.views == [SavedView(name: "the morning", filter: filter, key: "F5")])
        #expect(desk.effects.contains(.persist(desk.state.settings)))
        #expect(desk.state.place.chips.map(\.label) == ["view: the morning"])
        #expect(desk.state.place.filter.text == filter)
        #expect(desk.row(1).contains("[view: the morning ×]"))
    }

    @Test("its key puts it on beside other chips, takes it off again, and changes it for another") func keys() {
        var desk = desk([
            SavedView(name: "one", filter: "sev:1", key: "F5"), SavedView(name: "two", filter: "sev:2", key: "A-2"),
        ])
        desk.run("/telnet<Enter><F5>")
        #expect(desk.state.place.chips.map(\.label) == ["telnet", "view: one"])
        desk.run("<A-2>")
        #expect(desk.state.place.chips.map(\.label) == ["telnet", "view: two"])
        #expect(desk.state.place.filter.text == "telnet alert.severity:2")
        desk.run("<A-2>")
        #expect(desk.state.place.chips.map(\.label) == ["telnet"])
        desk.run("<Backspace>")
        #expect(desk.state.place.chips.map(\.label) == ["telnet", "view: two"])
        desk.run("/<F5>")
        #expect(desk.state.place.chips.count == 2, "keys of a text are its own")
    }

    @Test("typing leaves the view's chip alone") func typing() {
        var desk = desk([SavedView(name: "one", filter: "sev:1 a", key: "F5")])
        desk.run("<F5>/")
        #expect(desk.state.editor?.field.text == "")
        desk.run("sid:9000602<Enter>")
        #expect(desk.state.place.chips.map(\.label) == ["@sid:9000602", "view: one"])
    }

    @Test("the menu offers views by digits, and Space makes one the default") func menu() {
        var desk = desk([
            SavedView(name: "one", filter: "sev:1"), SavedView(name: "two", filter: "sev:2", isDefault: true),
        ])
        #expect(desk.state.place.chips.map(\.label) == ["view: two"])
        desk.run("V1")
        #expect(desk.state.place.chips.map(\.label) == ["view: one"])
        desk.run("V<Space>")
        #expect(desk.state.settings.views.map(\.isDefault) == [true, false])
        #expect(desk.text.contains("at the start  sev:1"))
        desk.run("<Space><Esc>")
        #expect(desk.state.settings.views.map(\.isDefault) == [false, false])
        desk.run(":view open two<Enter>")
        #expect(desk.state.place.chips.map(\.label) == ["view: two"])
        desk.run(":view default TWO<Enter>")
        #expect(desk.state.settings.views.map(\.isDefault) == [false, true])
    }

    @Test("a view is replaced under its name, keeps its key, and is forgotten") func change() {
        var desk = desk([SavedView(name: "one", filter: "sev:1", key: "F5", isDefault: true)])
        desk.run("\\/sev:3<Enter>:view save One<Enter>")
        #expect(
            desk.state.settings.views
                == [SavedView(name: "One", filter: "alert.severity:3", key: "F5", isDefault: true)])
        desk.run(":view save other F5<Enter>")
        #expect(desk.state.settings.views.map(\.key) == [nil, "F5"])
        desk.run(":view forget other<Enter>")
        #expect(desk.state.settings.views.map(\.name) == ["One"])
        #expect(desk.state.place.chips.map(\.label) == ["@sev:3"], "what it showed stays")
    }

    @Test("what cannot be is said: no filter, no name, a key that is a command, a filter that is none") func refusals()
    {
        var desk = desk([SavedView(name: "broken", filter: "sid:x", key: "F5", isDefault: true)])
        #expect(desk.state.place.chips.isEmpty)
        #expect(desk.state.notices.shown?.notice.text.contains("view broken: sid is a whole number") == true)
        desk.run("<F5>")
        #expect(desk.state.place.chips.isEmpty)
        desk.run(":view save x<Enter>")
        #expect(desk.state.settings.views.count == 1)
        desk.run(":view open gone<Enter>")
        #expect(desk.state.notices.shown?.notice.text.contains("there is no view gone; there are: broken") == true)
        #expect(SavedView.nameAndKey("  ") == nil)
        #expect(SavedView.nameAndKey("F5")?.name == "F5", "a name is needed first")
        #expect(SavedView.nameAndKey("a b q")?.key == nil, "letters are commands")
    }
}
