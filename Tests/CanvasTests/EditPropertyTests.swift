// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

/// A small generator, so that a failing run can be repeated by its seed.
struct EditRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

@Suite("Random edits") struct EditPropertyTests {
    private static let plain = ["a", "b: ", "漢", "\n", "  - x", "\n\n", "é", "\tq", "# c\n    d:"]
    private static let hostile = [
        "\u{301}", "\u{200D}", "\r", "\r\n", "\u{1F468}\u{200D}\u{1F469}", "\u{1B}[2J", "\u{0}", "\u{202E}",
        "\u{1F1E9}",
        "e" + String(repeating: "\u{302}", count: 90), "\u{FFFD}", "\u{1100}\u{1161}", "\n\u{301}", "\u{600}a",
    ]
    private static let keys: [Key] =
        [
            Key(.enter), Key(.tab), Key(.tab, .shift), Key(.backspace), Key(.delete), Key(.left), Key(.right), Key(.up),
            Key(.down), Key(.home), Key(.end), Key(.pageUp), Key(.pageDown), Key(.space), Key(.space, .control),
            Key(.left, .shift), Key(.right, .shift), Key(.up, .shift), Key(.down, .shift), Key(.left, .control),
            Key(.right, [.control, .shift]), Key(.backspace, .alt), Key(.delete, .alt), Key(.function(3)), Key(.escape),
            Key(.home, .control), Key(.end, [.control, .shift]),
        ] + "wkxcv".map { Key(.character($0), .control) } + "akdurbf/".map { Key(.character($0), .alt) }
        + "ab:#- ".map { Key(.character($0)) }

    /// The same on a plain string: an index for each place, counted without the buffer.
    private static func index(of place: EditPosition, in text: String) -> String.Index {
        var line = 0
        var index = text.startIndex
        while line < place.line, index < text.endIndex {
            if text[index] == "\n" { line += 1 }
            index = text.index(after: index)
        }
        return text.index(index, offsetBy: place.column)
    }

    @Test("replacing is as on a plain string", arguments: UInt64(1)...40)
    func model(seed: UInt64) {
        var random = EditRandom(seed: seed)
        var state = EditorState("one\ntwo\n\nthree 漢字")
        var model = state.text
        for _ in 0..<60 {
            var places = (0..<2).map { _ in
                let line = Int.random(in: 0..<state.buffer.lineCount, using: &random)
                return EditPosition(
                    line: line, column: Int.random(in: 0...state.buffer.length(of: line), using: &random))
            }
            places.sort()
            let text = Self.plain.randomElement(using: &random) ?? ""
            let range = Self.index(of: places[0], in: model)..<Self.index(of: places[1], in: model)
            #expect(state.buffer.text(in: places[0]..<places[1]) == String(model[range]))
            model.replaceSubrange(range, with: text)
            state.replace(places[0]..<places[1], with: text)
            #expect(isSame(state.text, model))
        }
    }

    @Test(
        "any keys in any text never trap; undoing all gives the original, redoing all the edited",
        arguments: UInt64(1)...60)
    func soup(seed: UInt64) {
        var random = EditRandom(seed: seed)
        var original = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            original += (Bool.random(using: &random) ? Self.plain : Self.hostile).randomElement(using: &random) ?? ""
        }
        var state = EditorState(original)
        state.fit(rows: Int.random(in: 0...30, using: &random))
        for _ in 0..<120 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0: state.paste(Self.hostile.randomElement(using: &random) ?? "")
            case 1: state.insert(Self.plain.randomElement(using: &random) ?? "")
            case 2: state.goTo(line: Int.random(in: -5...50, using: &random))
            case 3: state.jump(to: EditPosition(line: Int.random(in: -9...99, using: &random), column: .max))
            case 4:
                _ = state.find(
                    EditorSearch(Self.plain.randomElement(using: &random) ?? ""), from: state.cursor,
                    backward: Bool.random(using: &random))
            default:
                if Int.random(in: 0..<6, using: &random) == 0 {
                    // Undo and redo would hide what is looked for below, but they are commands as all others.
                    if let command = EditCommand.allCases.randomElement(using: &random) { state.perform(command) }
                } else if let key = Self.keys.randomElement(using: &random) {
                    _ = state.handle(key)
                }
            }
            #expect(state.buffer.clamped(state.cursor) == state.cursor)
            if let anchor = state.anchor { #expect(state.buffer.clamped(anchor) == anchor) }
            #expect(state.top >= 0 && state.top < state.buffer.lineCount)
        }
        while state.canRedo { state.redo() }
        let last = state.text
        while state.canUndo { state.undo() }
        #expect(isSame(state.text, original))
        while state.canRedo { state.redo() }
        #expect(isSame(state.text, last))
    }

    @Test("a difference leads from one text to the other, and says the least", arguments: UInt64(1)...60)
    func difference(seed: UInt64) {
        var random = EditRandom(seed: seed)
        let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in "\(Int.random(in: 0...6, using: &random))" }
        var new = old
        let edits = Int.random(in: 0...5, using: &random)
        for _ in 0..<edits {
            let place = Int.random(in: 0...new.count, using: &random)
            if place < new.count, Bool.random(using: &random) {
                new.remove(at: place)
            } else {
                new.insert("\(Int.random(in: 0...6, using: &random))", at: place)
            }
        }
        let difference = LineDifference(old: old, new: new)
        var built: [String] = []
        var (oldNext, newNext) = (0, 0)
        for run in difference.runs {
            switch run {
            case .same(let oldRange, let newRange):
                #expect(oldRange.lowerBound == oldNext && newRange.lowerBound == newNext)
                built += old[oldRange]
                (oldNext, newNext) = (oldRange.upperBound, newRange.upperBound)
            case .changed(let oldRange, let newRange):
                #expect(oldRange.lowerBound == oldNext && newRange.lowerBound == newNext)
                built += new[newRange]
                (oldNext, newNext) = (oldRange.upperBound, newRange.upperBound)
            }
        }
        #expect(built == new)
        #expect(oldNext == old.count)
        #expect(difference.counts.added + difference.counts.removed <= edits)
    }

    @Test("texts that have nothing in common are one change")
    func allChanged() {
        let old = (0..<1000).map { "old \($0)" }
        let new = (0..<1000).map { "new \($0)" }
        #expect(LineDifference(old: old, new: new).runs == [.changed(old: 0..<1000, new: 0..<1000)])
    }
}
