// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Sigma

@Suite("Mapping: files")
struct MappingReaderTests {
    @Test("what comes with the program is free of problems, and every path is one")
    func builtin() {
        var reader = MappingReader()
        let mappings = BuiltinMappings.texts.flatMap { reader.read($0) }
        #expect(reader.problems == [])
        #expect(Set(mappings.map(\.name)).count == mappings.count)
        let named = Set(mappings.map(\.name))
        #expect(mappings.compactMap(\.also).allSatisfy(named.contains))
    }

    @Test(
        "a part that is wrong is reported with its place, and the rest is read",
        arguments: [
            ("fields: {a: b}", "1:1: a mapping needs a name", 0),
            ("name: m\nsuorces: []\nfields: {a: b}", "2:1: unknown key", 1),
            ("name: m\nfields: {a: b, c: 'd..e'}", "2:19: 'd..e' is no EVE path", 1),
            ("name: m\nfields: text", "2:9: fields must be 'name: [path, path]' lines or 'as written'", 1),
            ("name: m\nsources: [{produkt: x}]", "2:12: unknown part of a log source", 1),
            ("name: m\nsources: [dns]", "2:11: a log source needs a category, a product or a service", 1),
            ("name: m\nevents: [[dns]]", "2:10: 'events' must be a text or a list of texts", 1),
            ("name: m\n---\n- x\n---\nname: n", "3:1: a mapping needs a name", 2),
        ])
    func wrong(text: String, problem: String, mappings: Int) {
        var reader = MappingReader()
        let read = reader.read(text)
        let problems = reader.problems.map { "\($0.position.line):\($0.position.column): \($0.message)" }
        #expect(problems.first == problem)
        #expect(read.count == mappings)
    }

    @Test("a document that is no YAML costs no other")
    func noYAML() {
        var reader = MappingReader()
        let read = reader.read("name: good\nfields: {a: b}\n---\nname: [\n---\nname: fine\n")
        #expect(read.map(\.name) == ["good", "fine"])
        #expect(reader.problems.count == 1 && (reader.problems.first?.position.line ?? 0) >= 4)
    }

    @Test("an empty file is no problem, and too long a one is a single problem")
    func sizes() {
        var reader = MappingReader()
        #expect(reader.read("") == [] && reader.read("---\n") == [] && reader.problems == [])
        #expect(reader.read(String(repeating: "#", count: MappingReader.sizeLimit + 1)) == [])
        #expect(reader.problems.count == 1)
    }

    @Test("whatever a file holds, reading it ends and nothing built in is lost", arguments: 0..<8)
    func mutated(seed: UInt64) {
        var random = Mutations(state: seed)
        let texts = BuiltinMappings.texts.map { Array($0.utf8) }
        for _ in 0..<120 {
            var bytes = texts[Int(random.next() % UInt64(texts.count))]
            for _ in 0..<(1 + random.next() % 12) { random.change(&bytes) }
            var set = MappingSet.builtin
            _ = set.add(String(decoding: bytes, as: UTF8.self))
            #expect(mapped(set, LogSource(category: "proxy")) != nil)
        }
    }

    @Test("a file that nests without end or multiplies itself is refused", arguments: traps)
    func refused(text: String) {
        var reader = MappingReader()
        #expect(reader.read(text) == [])
        #expect(reader.problems.count == 1)
    }

    static let traps =
        ["[", "- ", "{a: "].map { String(repeating: $0, count: 20_000) } + [
            (0..<20).map {
                "b\($0): &b\($0) [\(Array(repeating: $0 == 0 ? "x" : "*b\($0 - 1)", count: 9).joined(separator: ","))]\n"
            }
            .joined() + "? *b19\n: x\n"
        ]
}

/// Changes bytes in the same way in every run (SplitMix64).
private struct Mutations {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Puts another byte in, takes one out, or says a piece twice.
    mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let place = Int(next() % UInt64(bytes.count))
        switch next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("[]{}:,-&*!|>'\"#?%@\n\t ".utf8)[Int(next() % 21)], at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 40, bytes.count)], at: place)
        }
    }
}
