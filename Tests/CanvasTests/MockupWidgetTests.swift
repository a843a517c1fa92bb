// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

/// Rows of the sketches, drawn again from their own words.
@Suite(.enabled(if: Mockup.isAvailable, "skipped: no ../shared")) struct MockupWidgetTests {
    static let tabs = ["Alerts", "Events", "Inbox", "Rules", "Gateways", "Devices", "Jobs"].enumerated().map {
        let badges: [Int: HeaderBar.Tab.Badge] = [2: .waiting(41), 4: .wrong(2), 5: .wrong(1)]
        return HeaderBar.Tab($0.offset + 1, $0.element, badge: badges[$0.offset] ?? .none)
    }

    /// What a surface of one row shows.
    static func shown(_ columns: Int, glyphs: GlyphSet = .full, draw: (inout Surface) -> Void) -> String {
        var surface = Surface(size: Size(columns: columns, rows: 1), look: Look(glyphs: glyphs))
        draw(&surface)
        return String(surface.plainText(keepsTrailingBlanks: true).dropLast())
    }

    static let silent = StyledLine([.text(" 1 SILENT ", Style(.ink, on: .stateSilent, .bold))])

    @Test(
        "the header at every width",
        arguments: [
            ("alerts-160x48.txt", 0), ("events-160x48.txt", 1), ("inbox-120x40.txt", 2), ("rule-editor-120x40.txt", 3),
            ("gateways-120x40.txt", 4), ("devices-120x40.txt", 5), ("jobs-120x40.txt", 6),
        ])
    func header(name: String, current: Int) throws {
        let expected = try Mockup(name).row(0)
        let isWide = expected.unicodeScalars.count == 160
        let facts: [StyledLine] =
            isWide
            ? [
                StyledLine("38 ev/s"), StyledLine("drops 118 k"), Self.silent, [.glyph(.live), .text(" live")],
                StyledLine("14:30:12 UTC"),
            ] : [Self.silent, [.glyph(.live), .text(" 14:30:12Z")]]
        let header = HeaderBar(
            name: StyledLine(isWide ? "vedette lindhavn" : "vedette"), tabs: Self.tabs, current: current,
            facts: PieceRow(facts.map { .init($0, priority: 1) }, gap: isWide ? 2 : 1))
        let drawn = Self.shown(isWide ? 160 : 120) { header.draw(on: &$0, in: $0.bounds) }
        #expect(drawn == expected)
    }

    @Test(
        "the header of 80 columns",
        arguments: [("alerts-80x24.txt", GlyphSet.full), ("alerts-ascii-80x24.txt", .ascii)])
    func smallHeader(name: String, glyphs: GlyphSet) throws {
        let facts: [StyledLine] = [
            StyledLine("38/s"), StyledLine("gw 13/14"), Self.silent, [.glyph(.live), .text(" 14:30:12Z")],
        ]
        let header = HeaderBar(
            name: StyledLine("vedette"), tabs: Self.tabs, current: 0, form: .digits,
            facts: PieceRow(facts.map { .init($0, priority: 1) }, gap: 1))
        let drawn = Self.shown(80, glyphs: glyphs) { header.draw(on: &$0, in: $0.bounds) }
        #expect(drawn == (try Mockup(name).row(0)))
    }

    @Test(
        "the footer",
        arguments: [
            ("alerts-160x48.txt", 47), ("alerts-80x24.txt", 23), ("inbox-120x40.txt", 39), ("jobs-120x40.txt", 39),
        ])
    func footer(name: String, row: Int) throws {
        let expected = try Mockup(name).row(row)
        var hints: [KeyHint] = []
        for part in expected.split(separator: "  ", omittingEmptySubsequences: true) {
            let words = part.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { continue }
            hints.append(KeyHint(String(words[0]), words[1].trimming(" ")))
        }
        let last = hints.removeLast()
        let drawn = Self.shown(expected.count) { KeyHints(hints, last: last).draw(on: &$0, in: $0.bounds) }
        #expect(drawn == expected)
    }

    @Test(
        "panel titles",
        arguments: [
            ("alerts-160x48.txt", 2, 0..<120, GlyphSet.full), ("alerts-160x48.txt", 15, 0..<120, .full),
            ("alerts-160x48.txt", 28, 0..<38, .full), ("alerts-160x48.txt", 28, 41..<79, .full),
            ("alerts-160x48.txt", 2, 123..<159, .full), ("alerts-ascii-80x24.txt", 9, 0..<80, .ascii),
            ("inbox-120x40.txt", 26, 0..<120, .full), ("gateways-120x40.txt", 19, 0..<120, .full),
        ])
    func titles(name: String, row: Int, columns: Range<Int>, glyphs: GlyphSet) throws {
        let expected = try Mockup(name).text(row: row, columns)
        let rules: Set<Character> = glyphs == .ascii ? ["-", "="] : ["─", "━"]
        let isFocused = expected.hasPrefix(glyphs == .ascii ? "==" : "━━")
        let inner = expected.dropFirst(3).dropLast(3)
        let title = inner.prefix { !rules.contains($0) }.trimming(" ")
        let fillEnd = try #require(
            inner.lastIndex { rules.contains($0) })
        let facts = inner[inner.index(after: fillEnd)...].trimming(" ")
        let drawn = Self.shown(columns.count, glyphs: glyphs) {
            PanelTitle(title, facts: facts, isFocused: isFocused).draw(on: &$0, in: $0.bounds)
        }
        #expect(drawn == expected)
    }

    @Test("the signature table of the wide screen, row by row")
    func table() throws {
        let mockup = try Mockup("alerts-160x48.txt")
        let columns = [
            TableColumn("S", least: 1, priority: 1),
            TableColumn("signature", least: 24, best: 43, priority: 2, grows: true, isLead: true),
            TableColumn("category", least: 12, best: 18, priority: 12),
            TableColumn("gw", least: 2, priority: 8, align: .right),
            TableColumn("count", least: 6, priority: 3, align: .right),
            TableColumn("share", least: 6, priority: 9, align: .right), TableColumn("", least: 6, priority: 9),
            TableColumn("change", least: 7, priority: 11, align: .right),
            TableColumn("24 h", least: 12, priority: 10, gap: 3),
            TableColumn("last", least: 6, priority: 5, align: .right),
        ]
        let places = Table(columns: columns, rows: [], showsMarks: true).places(width: 120)
        let steps = MockupChartTests.eighths
        let rows = try (17..<26).map { y in
            TableRow(
                try places.map { place in
                    let text = try mockup.text(row: y, place.x..<place.x + place.width)
                    switch place.index {
                    case 6:
                        let count = try mockup.text(row: y, places[4].x..<places[4].x + 6).filter(\.isNumber)
                        return .bar(RankedBar(Int(count) ?? 0, of: 1184))
                    case 8:
                        return .spark(
                            Sparkline(text.unicodeScalars.map { (steps.firstIndex(of: $0) ?? -1) + 1 }, most: 8))
                    default:
                        let whole = text.trimming(" ")
                        return .text(whole.hasSuffix("…") ? whole.dropLast() + "and more of it" : whole)
                    }
                })
        }
        var surface = Surface(size: Size(columns: 120, rows: 10))
        Table(columns: columns, rows: rows, cursor: 0, isFocused: true, showsMarks: true)
            .draw(on: &surface, in: surface.bounds)
        let drawn = surface.plainText(keepsTrailingBlanks: true).split(separator: "\n")
        for y in 0..<10 { #expect(String(drawn[y]) == (try mockup.text(row: y + 16, 0..<120))) }
        #expect(surface[0, 1].style == Style(.accent, on: .backgroundCursor))
        #expect(surface[4, 1].style == Style(.textStrong, on: .backgroundCursor, .bold))
        #expect(surface[119, 1].style.background == .backgroundCursor)
        #expect(surface[4, 2].style == Style(.text))
    }

    @Test("the palette over a pane")
    func palette() throws {
        let mockup = try Mockup("palette-80x24.txt")
        let under = try Mockup("alerts-80x24.txt")
        var surface = Surface(size: Size(columns: 80, rows: 24))
        for y in 0..<24 { surface.write(try under.row(y), x: 0, y: y) }
        surface.dim(Rect(x: 0, y: 3, columns: 80, rows: 19))
        let frame = PopupFrame(
            "Commands", facts: StyledLine("7 of 128", .textDim),
            hints: [
                KeyHint("Enter", "run"), KeyHint("Tab", "complete"), KeyHint("Up", "history"), KeyHint("Esc", "leave"),
            ])
        let place = PopupFrame.place(over: Rect(x: 0, y: 2, columns: 80, rows: 19), rows: 15)
        #expect(place == Rect(x: 8, y: 3, columns: 64, rows: 15))
        let inner = frame.draw(on: &surface, in: place)
        #expect(inner == Rect(x: 10, y: 4, columns: 60, rows: 13))
        let drawn = surface.plainText(keepsTrailingBlanks: true).split(separator: "\n")
        for y in [0, 1, 17, 18, 23] {
            let row = Array(drawn[y]), expected = Array(try mockup.row(y))
            #expect(String(row[..<72]) == String(expected[..<72]), "row \(y)")
        }
        // What shows beside the frame is the pane, without its colours.
        #expect(surface[5, 4].base == "│" && surface[5, 4].style == Style(.border))
    }
}

extension StringProtocol {
    /// Without the given character at both ends.
    func trimming(_ character: Character) -> String {
        var part = self[...]
        while part.first == character { part = part.dropFirst() }
        while part.last == character { part = part.dropLast() }
        return String(part)
    }
}
