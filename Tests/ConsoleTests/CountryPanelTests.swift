// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("Countries in the console")
struct CountryPanelTests {
    private static var city: SmallCity {
        var city = SmallCity.withEvents(600)
        city.hasPlaces = true
        return city
    }

    private func questions(_ desk: Desk) -> Int {
        desk.asked.count { if case .countryOverview = $0 { true } else { false } }
    }

    @Test("Enter on a country filters by it, o lists what came from there")
    func filter() throws {
        var desk = Desk(Self.city)
        desk.run("<Tab><Tab><Tab><Tab>")
        #expect(desk.state.focusedPanel == .sourceCountries)
        let row = try #require(desk.state.panelRow)
        desk.run("<Enter>")
        #expect(desk.state.place.chips.map(\.filter) == [.test(.sourceCountry, .equals(.text(row.identity)))])
        #expect(desk.state.overviews.alerts?.sourceCountries?.rows.map(\.value) == [.text(row.identity)])
        desk.run("o")
        #expect(desk.state.place.depth == .list)
        #expect(desk.state.list.total == desk.city.matching(desk.state.place.listFilter, desk.state.range).count)
        #expect(desk.state.list.total ?? 0 > 0)
    }

    @Test("addresses inside and unknown ones are rows like others, and the rows sum to the total")
    func sums() throws {
        let desk = Desk(Self.city)
        let overview = try #require(desk.state.overviews.alerts)
        for ranking in [overview.sourceCountries, overview.destinationCountries] {
            let ranking = try #require(ranking)
            #expect(ranking.rows.reduce(0) { $0 + $1.count } + ranking.other + ranking.missing == overview.total.total)
        }
        #expect(overview.sourceCountries?.rows.contains { $0.value == .text("unknown") } == true)
        #expect(overview.destinationCountries?.rows.map(\.value) == [.text("inside")])
    }

    @Test("without a database the panels are not there", arguments: ["", "2"])
    func absent(keys: String) throws {
        var desk = Desk(columns: 160, rows: 60)
        desk.run(keys)
        #expect(!desk.text.contains("Countries"))
        let size = Size(columns: desk.state.layout.body.columns, rows: desk.state.layout.body.rows)
        let panels = try #require(desk.state.overviewView).panels(in: size, context: desk.state.drawContext)
        #expect(!panels.contains(.sourceCountries))
    }

    @Test("with one they are, where there is room without being asked for", arguments: ["", "2"])
    func present(keys: String) {
        var desk = Desk(Self.city, columns: 160, rows: 60)
        desk.run(keys)
        #expect(desk.text.contains("Countries of sources"))
        #expect(desk.text.contains("Countries of destinations"))
        #expect(desk.text.contains("inside"))
    }

    @Test("countries of events are counted anew for another view at once, and for the same one seldom")
    func refresh() {
        var desk = Desk(Self.city)
        desk.run("2")
        #expect(questions(desk) == 1)
        for _ in 0..<10 {
            desk.send(.storeChanged(token: 1))
            desk.wait(seconds: 2)
        }
        #expect(questions(desk) == 1)
        desk.wait(seconds: 15)
        desk.send(.storeChanged(token: 2))
        #expect(questions(desk) == 2)
        desk.run("/type:dns<Enter>")
        #expect(questions(desk) == 3)
    }

    private func isOfCountries(_ question: Question) -> Bool {
        if case .countryOverview = question { true } else { false }
    }

    private func isCounting(_ desk: Desk) -> Bool { desk.open.contains { isOfCountries($0.question) } }

    @Test("typing ends the counting of countries, and closing the editor asks anew")
    func typing() {
        var desk = Desk(Self.city, answers: false)
        desk.answerAll()
        desk.run("2")
        // All else is answered.
        let counting = desk.open.filter { isOfCountries($0.question) }
        desk.open.removeAll { isOfCountries($0.question) }
        desk.answerAll()
        desk.open = counting
        #expect(isCounting(desk))
        desk.run("/x")
        #expect(!isCounting(desk))
        desk.wait(seconds: 60)
        #expect(!isCounting(desk))
        desk.run("<Esc>")
        #expect(isCounting(desk))
    }

    @Test("who leaves the overview of events ends the counting of countries, and who comes back asks anew")
    func leaving() {
        for leave in ["1", "o", "5"] {
            var desk = Desk(Self.city, answers: false)
            desk.run("2")
            #expect(isCounting(desk))
            desk.run(leave)
            #expect(!isCounting(desk))
            desk.run("<Backspace>")
            #expect(isCounting(desk))
        }
    }

    @Test("where countries are not counted yet, or could not be, the map does not say that nothing tells them")
    func uncounted() {
        var desk = Desk(Self.city, answers: false)
        #expect(desk.state.mapReason == "countries are not counted yet")
        desk.run("2")
        #expect(desk.state.mapReason == "countries are not counted yet")
        for (id, question) in desk.open where isOfCountries(question) {
            desk.send(.failed(id, .storage(path: "a.db", reason: "is damaged")))
        }
        #expect(desk.state.mapReason == "countries are not counted yet")
    }

    private func map(_ size: Size, cursor: Int = 0) -> String {
        let codes = ["BR", "DE", "FR", "IN", "SE", "US", "VN"]
        let rows = codes.enumerated().map {
            RankedValue(value: .text($0.element), count: 9000 - 1000 * $0.offset)
        }
        let panel = MapPanel(sources: Ranking(rows: rows), destinations: Ranking())
        var context = Desk().state.drawContext
        context.cursors[.map] = cursor
        var surface = Surface(size: size, look: Look())
        panel.draw(
            into: &surface, in: Rect(x: 0, y: 0, columns: size.columns, rows: size.rows), context: context)
        return surface.plainText()
    }

    @Test("a map whose table has no room for all countries says which of how many it shows")
    func cut() {
        #expect(map(Size(columns: 80, rows: 20)).contains("1-3 of 7"))
        #expect(map(Size(columns: 80, rows: 20), cursor: 5).contains("4-6 of 7"))
        #expect(!map(Size(columns: 80, rows: 24)).contains("of 7"))
    }

    @Test("without a table the country of the cursor stands in the title")
    func folded() {
        #expect(map(Size(columns: 60, rows: 9), cursor: 1).contains("DE 8,000 from, 0 to"))
    }

    @Test("where nothing tells countries, nobody asks again")
    func askedOnce() {
        var desk = Desk()
        desk.run("2")
        for token in 0..<10 {
            desk.send(.storeChanged(token: Int64(token)))
            desk.wait(seconds: 60)
        }
        #expect(questions(desk) == 1)
    }

    @Test(
        "the map takes the pane, Enter filters by a country on either side, and Esc puts it away", arguments: ["", "2"])
    func map(keys: String) throws {
        var desk = Desk(Self.city)
        desk.run(keys + "W")
        #expect(desk.state.focusedPanel == .map)
        #expect(desk.text.contains("from"))
        let row = try #require(desk.state.panelRow)
        desk.run("<Enter>")
        #expect(desk.state.place.chips.map(\.label) == ["@country:\(row.identity)"])
        desk.run("<Esc>")
        #expect(desk.state.overviews.panels[.pane(desk.state.place.pane)]?.zoomed == nil)
        desk.run("WW")
        #expect(desk.state.overviews.panels[.pane(desk.state.place.pane)]?.zoomed == nil)
    }

    @Test("without countries the map says why there is none")
    func noMap() {
        var desk = Desk()
        desk.run("W")
        #expect(desk.text.contains("no database tells countries"))
        desk.run("5")
        desk.run(":map<Enter>")
        #expect(desk.text.contains("only the overviews"))
    }

    @Test("a filter by country says so where nothing tells countries")
    func untold() {
        var desk = Desk()
        desk.run("/country:SE<Enter>")
        #expect(desk.text.contains("No database tells countries"))
        var told = Desk(Self.city)
        told.run("/country:SE<Enter>")
        #expect(!told.text.contains("No database tells countries"))
    }

    @Test("an event tells where its source and its destination are")
    func event() {
        var desk = Desk(Self.city, columns: 160, rows: 60)
        desk.run("/src_country:VN<Enter>o<Enter>")
        #expect(desk.text.contains("Hanoi, Vietnam  AS64501 Network 1"))
        #expect(desk.text.contains("10.20.4.40"))
        #expect(desk.text.contains("inside"))
        var without = Desk(columns: 160, rows: 60)
        without.run("o<Enter>")
        #expect(without.text.contains("no database: vedette doctor"))
    }

    @Test("what a database says is text like any other from outside")
    func hostile() {
        let location = GeoLocation(
            country: Country(code: "SE") ?? .unknown, countryName: "Swe\u{202e}den\u{1b}[2J", city: "A\nB",
            asNumber: 1, asOrganisation: "\u{0}\u{7}")
        var surface = Surface(size: Size(columns: 60, rows: 2), look: Look())
        surface.write(EventView.line(location), x: 0, y: 0, width: 60)
        let text = surface.plainText()
        #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0.value == 0x202e) })
        #expect(text.contains("AS1"))
    }
}
