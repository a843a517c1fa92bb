// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Console

/// Whether tests of random cases go through many instead of a few: `make soak`.
let isSoak = ProcessInfo.processInfo.environment["SOAK"] == "1"

@Suite("Key soup") struct KeySoupTests {
    private static let keys: [Key] =
        "1234567jkhlgGoMMzStfX\\+-<>/Oy:?[]UJnNz=#éqxDw!cvbr{}s ".map { $0 == " " ? Key(.space) : Key(.character($0)) }
        + [
            Key(.enter), Key(.enter), Key(.escape), Key(.tab), Key(.tab, .shift), Key(.backspace), Key(.up), Key(.down),
            Key(.left), Key(.right), Key(.home), Key(.end), Key(.pageUp), Key(.pageDown), Key(.function(5)),
            Key(.delete),
            Key(.character("w"), .control), Key(.character("u"), .control), Key(.character("l"), .control),
        ]

    /// Both sides of every width and height at which a layout changes, and some between; all of a fine grid when soaking.
    private static let columns =
        isSoak ? Array(1...400) : [1, 2, 7, 23, 40, 59, 60, 79, 80, 99, 100, 119, 120, 139, 140, 160, 207, 400]
    private static let rows =
        isSoak ? Array(stride(from: 1, through: 100, by: 3)) : [1, 2, 4, 9, 15, 16, 24, 37, 48, 100]

    @Test("no keys, answers, sizes or failures in any order trap", arguments: UInt64(1)...(isSoak ? 200 : 8))
    func soup(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var city: SmallCity =
            seed.isMultiple(of: 3) ? .withPacket() : .withEvents(Int.random(in: 0...900, using: &random))
        if seed.isMultiple(of: 2) { city.addJobs() }
        var desk = Desk(city, answers: false)
        if seed.isMultiple(of: 3) { desk.run("2o<Enter>") }
        for step in 0..<300 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0: desk.wait(seconds: Int64.random(in: 0...100_000, using: &random))
            case 1: desk.send(.storeChanged(token: Int64(step)))
            case 2:
                desk.send(
                    .input(
                        .resized(
                            Size(
                                columns: Int.random(in: 0...200, using: &random),
                                rows: Int.random(in: 0...70, using: &random)))))
            case 3: desk.send(.input(.paste("sid:9000602 OR -gateway:\"gw harbour\"")))
            case 4:
                // An answer to a question that was cancelled long ago.
                desk.send(.answered(RequestID(rawValue: UInt64.random(in: 0...50, using: &random)), .page(EventPage())))
            case 5:
                desk.city.failure = Bool.random(using: &random) ? .storage(path: "x", reason: "y") : nil
            case 6...8: desk.answerAll()
            case 9: desk.city.store(SmallCity.alert(step, at: desk.state.now))
            default:
                if let key = Self.keys.randomElement(using: &random) { desk.send(.input(.key(key))) }
            }
            let surface = desk.surface
            #expect(surface.cells.count == desk.state.size.columns * desk.state.size.rows)
        }
    }

    @Test(
        "wide glyphs stay whole: a continuation has its glyph to the left", arguments: UInt64(50)...(isSoak ? 80 : 52))
    func wide(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var city = SmallCity.withEvents(100)
        for index in city.events.indices where index % 3 == 0 {
            city.events[index].row.summary = String(repeating: "漢字", count: 40)
        }
        for index in city.events.indices { city.events[index].row.gateway = "門\(index % 4)" }
        var desk = Desk(city)
        for _ in 0..<150 {
            if let key = Self.keys.randomElement(using: &random) { desk.send(.input(.key(key))) }
            let surface = desk.surface
            for y in 0..<surface.size.rows {
                #expect(!surface[0, y].isContinuation)
                for x in 1..<surface.size.columns where surface[x, y].isContinuation {
                    #expect(!surface[x - 1, y].isContinuation)
                }
            }
        }
    }

    @Test(
        "every size from 1x1 to 400x100 draws",
        arguments: ["", "2", "o", "2o<Enter>", "?", ":", "/type:", "5", "t", "M"])
    func sizes(script: String) {
        var desk = Desk(.withEvents(300), columns: 120, rows: 40)
        desk.run(script)
        draw(desk)
    }

    @Test(
        "an event with its packet unfolded, decoded and zoomed draws at every size",
        arguments: ["", "<Tab>x", "<Tab><Tab>", "w"])
    func packet(script: String) {
        var desk = Desk(.withPacket(), columns: 120, rows: 40)
        desk.run("2o<Enter>Gk<Right>jjj<Right>jj" + script)
        draw(desk)
    }

    private func draw(_ desk: Desk) {
        for columns in Self.columns {
            for rows in Self.rows {
                let surface = Console.draw(desk.state, size: Size(columns: columns, rows: rows))
                #expect(surface.cells.count == columns * rows)
            }
        }
    }
}
