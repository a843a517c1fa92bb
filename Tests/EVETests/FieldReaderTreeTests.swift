// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Testing

@Suite("Wanted fields against the tree")
struct FieldReaderTreeTests {
    /// All scalars of a tree under their names; of equal keys in an object the first counts.
    private func scalars(_ tree: EveTree) -> [(name: String, scalar: Scalar)] {
        var found: [(name: String, scalar: Scalar)] = []
        func walk(_ index: Int, _ name: String?) {
            let node = tree.nodes[index]
            if let scalar = node.value.scalar, let name { found.append((name, scalar)) }
            var seen: Set<String> = []
            var child = index + 1
            while child < node.end {
                let key = tree.nodes[child].key
                if key.map({ seen.insert($0).inserted }) ?? true {
                    walk(child, key.map { key in name.map { "\($0).\(key)" } ?? key } ?? name)
                }
                child = tree.nodes[child].end
            }
        }
        walk(0, nil)
        return found
    }

    private func check(_ line: [UInt8], _ generator: inout SeededGenerator) {
        let tree = try? EveTree.parse(line)
        let expected = tree.map(scalars) ?? []
        var names = Set(expected.map(\.name)).filter { _ in Bool.random(using: &generator) }
        names.formUnion(["event_type", "alert.metadata", "no.such.field"])
        let wanted = names.sorted()
        var reader = FieldReader(WantedFields(wanted))
        var isRead = true
        do { try reader.read(line.span) } catch { isRead = false }
        #expect(isRead == (tree != nil))
        let found = (0..<reader.count).compactMap { index -> String? in
            let value = reader[index]
            guard let field = value.field, let scalar = reader.scalar(value, in: line.span) else { return nil }
            return "\(wanted[field]) \(scalar)"
        }
        #expect(found == expected.filter { names.contains($0.name) }.map { "\($0.name) \($0.scalar)" })
    }

    @Test(
        "damaged lines are read as the tree reads them, or refused as it refuses them",
        arguments: 0..<8 as Range<UInt64>)
    func damaged(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            guard let text = inventedLines.randomElement(using: &generator) else { return }
            var line = Array(text.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let at = Int.random(in: 0..<line.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: line[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: line.insert(contentsOf: Array(#""\.{}[],:"#.utf8).shuffled(using: &generator).prefix(1), at: at)
                case 2: line.removeSubrange(at..<min(line.count, at + 9))
                default: line.insert(contentsOf: line[at..<min(line.count, at + 30)], at: at)
                }
                if line.isEmpty { break }
            }
            check(line, &generator)
        }
    }

    @Test("real events are read as the tree reads them", .enabled(if: Samples.isThere, "skipped: no ../shared"))
    func samples() throws {
        var generator = SeededGenerator(seed: 1)
        for file in try Samples.files() {
            let lines = try Samples.bytes(file).split(separator: UInt8(ascii: "\n"))
            for line in lines.shuffled(using: &generator).prefix(60) { check(Array(line), &generator) }
        }
    }
}
