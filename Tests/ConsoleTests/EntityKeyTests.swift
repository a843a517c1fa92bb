// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("Keys of a page") struct EntityKeyTests {
    @Test("p asks which page where there are several, and shows it")
    func choosing() throws {
        var desk = Desk()
        desk.run("jo")
        let row = try #require(desk.state.list.row)
        desk.run("p")
        #expect(desk.state.menu?.kind == .entities)
        #expect(desk.state.menuEntries().map(\.label).prefix(3) == ["source", "destination", "signature"])
        desk.run("<Enter>")
        let source = try #require(row.source)
        #expect(desk.state.place.entity == .address(source) && desk.state.place.depth == .entity)
        let profile = try #require(desk.state.page?.profile)
        let found = desk.city.matching(Entity.address(source).filter, profile.grid.range)
        #expect(profile.events == found.count && !found.isEmpty)
        #expect(desk.text.contains("first seen") && desk.text.contains(source.description))
    }

    @Test(
        "the value of a field has its page at once, and Backspace and Esc go back to the event",
        arguments: ["<Backspace>", "<Esc>"])
    func field(back: String) throws {
        var desk = Desk()
        desk.run("jo<Enter>")
        let place = desk.state.place
        let source = try #require(desk.state.event?.row?.source)
        while desk.state.event?.fieldText != source.description { desk.run("j") }
        desk.run("p")
        #expect(desk.state.place.entity == .address(source))
        #expect(desk.state.place.depth == .entity && desk.state.menu == nil)
        desk.run(back)
        #expect(desk.state.place == place)
    }

    @Test("on a value of nearly every event p asks whether something else of the event is meant")
    func broad() throws {
        var desk = Desk()
        desk.run("jo<Enter>")
        while desk.state.event?.fieldText != "alert" { desk.run("j") }
        desk.run("p")
        #expect(desk.state.menuEntries().map(\.label).first == "source")
        #expect(desk.state.menuEntries().map(\.label).last == "event_type")
    }

    @Test("Enter walks from page to page, o lists the events behind a row")
    func walking() throws {
        var desk = Desk()
        desk.run(":page gw-harbour<Enter>")
        #expect(desk.state.place.entity == .gateway("gw-harbour"))
        let row = try #require(desk.state.panelRow)
        var filter = Filter.nothing
        if case .filter(let found) = row.meaning { filter = found }
        desk.run("o")
        #expect(desk.state.place.depth == .list && desk.state.place.entity == nil)
        let wanted = Filter.all([Entity.gateway("gw-harbour").filter, filter]).simplified
        #expect(desk.state.place.filter == wanted)
        let page = try #require(row.entity)
        desk.run("<Backspace><Enter>")
        #expect(desk.state.place.entity == page)
        desk.run("<Backspace><Backspace>")
        #expect(desk.state.place.depth == .overview && desk.state.place.entity == nil)
        desk.run("]")
        #expect(desk.state.place.entity == .gateway("gw-harbour"))
    }

    @Test("a row of an overview, a gateway and a rule have pages, too", arguments: ["1", "5", "4", "1M", "3"])
    func everywhere(keys: String) {
        var desk = Desk()
        desk.run(keys + "p")
        if desk.state.menu != nil { desk.run("<Enter>") }
        #expect(desk.state.place.depth == (keys == "1M" ? .matrix : .entity), "\(keys)")
    }

    @Test("what has no page says so in a line")
    func wrong() {
        var desk = Desk()
        desk.run(":page nonsense<Enter>")
        #expect(desk.state.place.depth == .overview)
        #expect(desk.text.contains("'nonsense' is no address"))
    }

    @Test("a page shows all events of its value, so it has no filter to edit")
    func filter() {
        var desk = Desk()
        desk.run("/type:alert<Enter>:page gw-harbour<Enter>")
        let chips = desk.state.place.chips
        desk.run("/")
        #expect(desk.state.editor == nil && desk.text.contains("all events of its value"))
        desk.run("\\")
        #expect(desk.state.place.chips == chips)
    }

    @Test("the list of a page has as many events as the page and its rows and buckets count")
    func numbers() throws {
        var city = SmallCity.withEvents(600)
        for index in 0..<9 {
            var stats = SmallCity.flow(index, at: SmallCity.now.advanced(byMicroseconds: Int64(index - 60) * 1_000_000))
            stats.row.type = "stats"
            city.store(stats)
        }
        var desk = Desk(city)
        desk.run(":page gw-harbour<Enter>")
        let profile = try #require(desk.state.page?.profile)
        let row = try #require(desk.state.panelRow)
        desk.run("o")
        #expect(row.text.split(separator: "\t").last == desk.state.list.total.map { "\($0)" } ?? "")
        desk.run("<Backspace><S-Tab>o")
        #expect(desk.state.list.total == profile.events && profile.events > 0)
        desk.run("<Backspace><Left>")
        let bucket = try #require(desk.state.bucketUnderCursor)
        let count = try #require(desk.state.panelRow?.text.split(separator: "\t").last)
        desk.run("o")
        #expect(desk.state.place.period == .fixed(bucket) && desk.state.place.depth == .list)
        #expect(desk.state.list.total == Int(count))
    }

    @Test("a view's key changes nothing behind a page")
    func view() {
        var desk = Desk()
        desk.run("/sev:1<Enter>:view save pumps F5<Enter>\\:page gw-harbour<Enter>")
        let place = desk.state.place
        desk.run("<F5>")
        #expect(desk.state.place == place && desk.text.contains("all events of its value"))
    }

    @Test("a panel that fills a page does not fill the next one, which may not have it")
    func zoom() {
        var desk = Desk()
        desk.run(":page gw-harbour<Enter>z")
        #expect(desk.state.isPanelZoomed)
        desk.run("<Enter>")
        #expect(desk.state.place.entity != .gateway("gw-harbour") && !desk.state.isPanelZoomed)
    }

    @Test("names that are of the newest answers only say so, and those that cannot be read are not looked for")
    func names() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run(":page 10.20.0.53<Enter>")
        let question = try #require(desk.open.last { if case .names = $0.question { true } else { false } })
        desk.open.removeAll { $0.id == question.id }
        desk.answerAll()
        #expect(desk.text.contains("Looking through DNS answers"))
        var names = AddressNames()
        names.read = EntityProfile.readLimit
        let fact = EntityFact("a.example", entity: .domain("a.example"), filter: .everything)
        names.ranking = Ranking(rows: [fact], total: 1)
        var other = desk
        desk.send(.answered(question.id, .names(names)))
        #expect(desk.text.contains("1, of the newest") && desk.text.contains("a.example"))
        other.send(.failed(question.id, .storage(path: "day", reason: "gone")))
        #expect(!other.text.contains("Looking through DNS answers") && other.text.contains("gone"))
    }

    @Test("an answer for another page than the one on the screen changes nothing")
    func late() throws {
        var desk = Desk(answers: false)
        desk.answerAll()
        desk.run(":page gw-harbour<Enter>")
        let question = try #require(desk.open.last { if case .profile = $0.question { true } else { false } })
        desk.run(":page gw-market<Enter>")
        desk.send(.answered(question.id, desk.city.answer(question.question)))
        #expect(desk.state.page?.entity == .gateway("gw-market") && desk.state.page?.profile == nil)
        desk.answerAll()
        #expect(desk.state.page?.profile != nil)
    }

    @Test("any size is drawn", arguments: [(1, 1), (20, 5), (40, 12), (80, 24), (300, 100)])
    func sizes(size: (Int, Int)) {
        var desk = Desk(columns: size.0, rows: size.1)
        desk.run(":page 10.20.0.53<Enter><Tab><Tab>z")
        #expect(desk.surface.size == Size(columns: size.0, rows: size.1))
    }
}
