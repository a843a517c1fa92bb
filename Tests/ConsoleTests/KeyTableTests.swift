// SPDX-License-Identifier: Apache-2.0

import Canvas
import Testing

@testable import Console

@Suite("Key table") struct KeyTableTests {
    @Test("docs/keys.md is what the table says") func document() throws {
        try Golden(document: "keys.md").expect(KeyTable.standard.markdown())
    }

    @Test("every command has a text of its own and a name with a dot") func texts() {
        for command in Command.allCases {
            #expect(command.text.label != command.rawValue, "\(command.rawValue) has no text")
            #expect(command.rawValue.split(separator: ".").count == 2)
        }
    }

    @Test("every command is reached by a key or by the palette") func reached() {
        for command in Command.allCases {
            let hasKey = KeyTable.standard.bindings.contains { $0.command == command }
            #expect(hasKey || command.text.phrase != nil, "\(command.rawValue)")
        }
    }

    @Test("no keys of a scope hide others and none is there twice") func unambiguous() {
        let bindings = KeyTable.standard.bindings
        for (index, binding) in bindings.enumerated() {
            for other in bindings[(index + 1)...] where other.scope == binding.scope {
                #expect(
                    !other.keys.starts(with: binding.keys) && !binding.keys.starts(with: other.keys),
                    "\(binding.command.rawValue) and \(other.command.rawValue)")
            }
        }
    }

    @Test("every notation of the table was read: no command lost its keys") func complete() {
        // Counted by hand from the table's rows, so that a notation that cannot be read is noticed.
        let scopes = Set(KeyTable.standard.bindings.map(\.scope))
        #expect(scopes == Set(KeyScope.allCases))
        #expect(KeyTable.standard.bindings.count == 269)
    }

    @Test("g waits for a second key") func sequences() {
        let table = KeyTable.standard
        let g = Key(.character("g"))
        #expect(table.resolve([g], in: [.list, .everywhere]) == .pending)
        #expect(table.resolve([g, g], in: [.list, .everywhere]) == .command(.cursorFirst))
        #expect(table.resolve([g, Key(.character("x"))], in: [.list, .everywhere]) == .unbound)
    }

    @Test("an inner scope goes before an outer one") func scopes() {
        let left = [Key(.left)]
        #expect(KeyTable.standard.resolve(left, in: [.event, .everywhere]) == .command(.cursorLeft))
        #expect(KeyTable.standard.resolve(left, in: [.list, .everywhere]) == .command(.viewLeave))
        #expect(KeyTable.standard.resolve(left, in: [.everywhere]) == .unbound)
    }

    @Test("users give keys to commands, and lose default keys by it") func overrides() {
        let (table, problems) = KeyTable.standard.applying(["time.lastHour": ["F2", "q"], "console.quit": ["C-q"]])
        #expect(problems.isEmpty)
        #expect(table.resolve([Key(.function(2))], in: [.everywhere]) == .command(.timeLastHour))
        #expect(table.resolve([Key(.character("q"))], in: [.everywhere]) == .command(.timeLastHour))
        #expect(table.resolve([Key(.character("q"), .control)], in: [.everywhere]) == .command(.quit))
        #expect(table.hint(for: .quit) == "C-q")
    }

    @Test("an empty list takes the keys away") func unbound() {
        let (table, problems) = KeyTable.standard.applying(["console.quit": []])
        #expect(problems.isEmpty)
        #expect(table.resolve([Key(.character("q"))], in: [.everywhere]) == .unbound)
        #expect(table.hint(for: .quit) == nil)
    }

    @Test(
        "wishes that cannot be taken are named and the default stays",
        arguments: [
            (["no.such": ["x"]], "no command is called no.such"),
            (["time.pick": ["Hyper-x"]], "time.pick: Hyper-x is no key"),
            (["time.pick": ["x"], "filter.edit": ["x"]], "is given to"),
            (["time.pick": ["g"]], "begin alike"),
        ]) func problems(wishes: [String: [String]], words: String)
    {
        let (table, problems) = KeyTable.standard.applying(wishes)
        #expect(problems.count == 1)
        #expect(problems.first?.line.contains(words) == true, "\(problems.first?.line ?? "none")")
        #expect(table.bindings.contains { $0.command == .timePick })
    }
}
