// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

/// Numbers in words.
@Suite struct FigureTests {
    @Test(
        "thousands commas",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (1184, "1,184"), (3_283_514, "3,283,514"),
            (-1204, "-1,204"), (-999, "-999"), (Int.max, "9,223,372,036,854,775,807"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func grouped(value: Int, text: String) {
        #expect(Figure.grouped(value) == text)
    }

    @Test(
        "short numbers never overstate",
        arguments: [
            (0, "0"), (9999, "9,999"), (10_000, "10 k"), (60_000, "60 k"), (118_612, "118 k"), (999_999, "999 k"),
            (1_500_000, "1.5 M"), (1_999_999, "1.9 M"), (304_000_000, "304 M"), (Int.max, "9.2 E"), (Int.min, "-9.2 E"),
        ])
    func compact(value: Int, text: String) {
        #expect(Figure.compact(value) == text)
    }

    @Test(
        "bytes", arguments: [(0, "0 B"), (812, "812 B"), (4100, "4.1 kB"), (812_000, "812 kB"), (1_940_000, "1.9 MB")])
    func bytes(count: Int, text: String) {
        #expect(Figure.bytes(count) == text)
    }

    @Test(
        "shares never round a part to all or nothing",
        arguments: [
            (535, 4283, "12.5%"), (0, 10, "0.0%"), (10, 10, "100.0%"), (1, 100_000, "<0.1%"),
            (99_999, 100_000, ">99.9%"),
            (1, 0, "?"), (-1, 5, "?"), (4040, 4283, "94.3%"), (Int.max, 1, "?"),
        ])
    func share(part: Int, whole: Int, text: String) {
        #expect(Figure.share(part, of: whole) == text)
    }

    @Test(
        "time spans",
        arguments: [
            (0, "0 s", "0 s"), (41, "41 s", "41 s"), (60, "1 m", "1 m"), (190, "3 m 10 s", "3 m"),
            (2340, "39 m", "39 m"), (7500, "2 h 05 m", "2 h"), (100_800, "1 d 04 h", "1 d"),
            (5_270_400, "61 d", "61 d"),
            (-5, "-5 s", "-5 s"), (Int.min, "-106,751,991,167,300 d", "-106,751,991,167,300 d"),
        ])
    func spans(seconds: Int, duration: String, age: String) {
        #expect(Figure.duration(seconds: seconds) == duration)
        #expect(Figure.age(seconds: seconds) == age)
    }

    @Test(
        "rates",
        arguments: [
            (38.0, "38 ev/s"), (6.84, "6.8 ev/s"), (0, "0 ev/s"), (118_000, "118 k ev/s"), (.nan, "? ev/s"),
            (-1, "? ev/s"),
        ])
    func rate(value: Double, text: String) {
        #expect(Figure.rate(value) == text)
    }

    @Test(
        "change against before",
        arguments: [
            (100, 142, "▲ 42%", Role.deltaUp), (100, 92, "▼ 8%", .textDim), (100, 70, "▼ 30%", .deltaDown),
            (310, 1184, "▲ x3.8", .deltaUp), (0, 41, "new", .deltaUp), (12, 0, "gone", .deltaDown),
            (288, 288, "=", .textDim), (0, 0, "=", .textDim), (100_000, 100_100, "=", .textDim),
            (3, 88, "▲ x29.3", .deltaUp), (1, Int.max, "▲ x1 P", .deltaUp), (-4, 3, "new", .deltaUp),
        ])
    func change(before: Int, now: Int, text: String, role: Role) {
        let line = Change(before: before, now: now).line
        var surface = Surface(size: Size(columns: 12, rows: 1))
        surface.write(line, x: 0, y: 0)
        #expect(surface.plainText() == text + "\n")
        #expect(line.spans.allSatisfy { $0.style.foreground == role })
    }
}
