// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Terminal

@Suite("copying to the clipboard")
struct ClipboardTests {
    @Test("each way through has its form")
    func routes() throws {
        func text(_ route: Clipboard.Route) throws -> String {
            String(decoding: try Clipboard.sequence(for: "foo", route: route), as: UTF8.self)
        }
        #expect(try text(.plain) == "\u{1b}]52;c;Zm9v\u{7}")
        #expect(try text(.tmuxPassthrough) == "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;Zm9v\u{7}\u{1b}\\")
        #expect(try text(.screen) == "\u{1b}P\u{1b}]52;c;Zm9v\u{7}\u{1b}\\")
    }

    @Test("for screen a long text goes in pieces that make the whole again")
    func pieces() throws {
        let text = String(repeating: "abc", count: 1000)
        let pieces = String(decoding: try Clipboard.sequence(for: text, route: .screen), as: UTF8.self)
            .components(separatedBy: "\u{1b}\\").filter { !$0.isEmpty }
        #expect(pieces.count > 10)
        #expect(pieces.allSatisfy { $0.utf8.count <= 242 && $0.hasPrefix("\u{1b}P") })
        let whole = pieces.map { $0.dropFirst(2) }.joined()
        #expect(Array(whole.utf8) == (try Clipboard.sequence(for: text, route: .plain)))
    }

    @Test("what is too long is refused with its length")
    func tooLong() throws {
        let text = String(repeating: "ä", count: 50_000)
        #expect(try Clipboard.sequence(for: text, route: .plain).count == 133_336 + 8)
        #expect(throws: ClipboardError.tooLarge(byteCount: 100_001, limit: 100_000)) {
            try Clipboard.sequence(for: text + "b", route: .plain)
        }
        #expect(ClipboardError.tooLarge(byteCount: 100_001, limit: 100_000).message.contains("100001 bytes"))
    }
}
