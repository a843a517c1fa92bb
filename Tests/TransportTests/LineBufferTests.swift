// SPDX-License-Identifier: Apache-2.0

import Fixtures
import NIOCore
import Testing

@testable import Transport

@Suite("Lines of a connection")
struct LineBufferTests {
    @Test("the same lines come out, however the bytes are cut")
    func cuts() {
        let text = Array("one\n\ntwo and more\nthree\nrest".utf8)
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            var lines = LineBuffer()
            var found: [[UInt8]] = []
            var rest = text[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                lines.add(ByteBuffer(bytes: rest.prefix(count)))
                rest = rest.dropFirst(count)
                // Not everybody takes all lines at once.
                while Bool.random(using: &random), let line = lines.next() { found.append(line) }
            }
            while let line = lines.next() { found.append(line) }
            #expect(found == ["one", "", "two and more", "three"].map { Array($0.utf8) })
            #expect(lines.count == 4)
        }
    }

    @Test("the room of a long line is not kept", arguments: [0, 7])
    func room(waiting: Int) {
        var lines = LineBuffer()
        lines.add(ByteBuffer(repeating: 0x61, count: 1 << 20))
        #expect(lines.next() == nil && lines.room >= 1 << 20)
        lines.add(ByteBuffer(string: "\n" + String(repeating: "b", count: waiting)))
        #expect(lines.next()?.count == 1 << 20)
        #expect(lines.next() == nil && lines.count == waiting)
        #expect(lines.room < LineBuffer.keptRoom)
        lines.add(ByteBuffer(string: "\n"))
        #expect(lines.next()?.count == waiting)
    }

    @Test("what waits can be bounded and forgotten")
    func waiting() {
        var lines = LineBuffer()
        lines.add(ByteBuffer(string: "abc"))
        #expect(lines.next() == nil)
        #expect(lines.count == 3)
        lines.removeAll()
        lines.add(ByteBuffer(string: "d\n"))
        #expect(lines.next() == Array("d".utf8))
        #expect(lines.count == 0)
    }
}
