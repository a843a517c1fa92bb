// SPDX-License-Identifier: Apache-2.0

import Assets
import Canvas
import Testing
import Triage

@testable import Console

@Suite("Assets in the console") struct AssetTests {
    private func desk(_ keys: String, columns: Int = 120, rows: Int = 40) -> Desk {
        var city = SmallCity.withPacket()
        city.assets = SmallCity.someAssets
        var desk = Desk(city, columns: columns, rows: rows)
        desk.run(keys)
        return desk
    }

    @Test("an event names the assets at its addresses, and tells what is known of its ends")
    func event() {
        let desk = desk("2o<Enter>")
        #expect(desk.text.contains("10.20.4.40  plc-pump-2"))
        for text in ["pump controller", "waterworks", "Pump street 4", "critical"] { #expect(desk.text.contains(text)) }
    }

    @Test("where the flow has no column, a row above the fields tells it")
    func narrow() {
        let desk = desk("2o<Enter>", columns: 80, rows: 24)
        #expect(desk.text.contains("10.20.4.40 plc-pump-2  pump controller, Pump street 4, waterworks  critical"))
    }

    @Test("the page of an address tells the asset at it, and where it is")
    func page() throws {
        var city = SmallCity.withEvents(60)
        city.assets = SmallCity.someAssets
        city.hasPlaces = true
        var desk = Desk(city)
        desk.run("jop2")
        #expect(desk.state.page?.asset?.name == "plc-pump-2")
        #expect(desk.row(3).contains("plc-pump-2") && desk.row(3).contains("critical"))
        desk.run("<Backspace>p<Enter>")
        let address = try #require(desk.state.page?.address)
        #expect(desk.state.page?.asset == nil)
        #expect(desk.state.page?.location == SmallPlaces.locations(of: [address])[address])
    }

    @Test("Esc ends the map as W does")
    func mapEnds() {
        var city = SmallCity.withEvents(60)
        city.hasPlaces = true
        for key in ["W", "<Esc>"] {
            var desk = Desk(city)
            desk.run("W")
            #expect(desk.state.showsMap)
            desk.run(key)
            #expect(!desk.state.showsMap && desk.state.focusedPanel != .map)
        }
    }

    @Test("the inbox says for the sake of which asset a group is urgent, and lists name assets where there is room")
    func inbox() throws {
        let desk = desk("3", columns: 160, rows: 48)
        let group = try #require(desk.state.inbox.groups.first)
        #expect(group.urgency == .critical && group.raisedBy?.name == "plc-pump-2")
        #expect(desk.text.contains("critical, as plc-pump-2 is critical in assets; else high, by the severity"))
        #expect(desk.text.contains("10.20.4.40:502 plc-pump-2"))
    }

    @Test("other assets are asked for in the inbox at once, and names change without a question elsewhere")
    func changes() {
        var desk = desk("3")
        desk.asked = []
        desk.city.assets = .empty
        desk.send(.assets(.empty))
        #expect(desk.asked.contains { if case .inbox = $0 { true } else { false } })
        #expect(desk.state.inbox.groups.allSatisfy { $0.raisedBy == nil } && !desk.text.contains("plc-pump-2"))
        desk.run("2o<Enter>")
        desk.asked = []
        desk.send(.assets(SmallCity.someAssets))
        #expect(desk.asked.isEmpty && desk.text.contains("plc-pump-2"))
    }

    @Test("names are as hostile as any text, and no asset makes a screen fall apart", arguments: [60, 80, 110, 160])
    func hostile(columns: Int) {
        var asset = Asset("\u{1b}[31m\u{202e}\u{0}" + String(repeating: "漢", count: 60))
        asset.note = String(repeating: "n\u{7}", count: 500)
        asset.criticality = .critical
        asset.networks = SmallCity.someAssets.assets.flatMap(\.networks)
        for keys in ["3", "2o", "2o<Enter>", "2o<Enter><Tab>z"] {
            for rows in [16, 24, 48] {
                var desk = desk(keys, columns: columns, rows: rows)
                desk.send(.assets(AssetBook([asset])))
                let text = desk.text
                #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202e}" })
            }
        }
    }
}
