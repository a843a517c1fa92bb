// SPDX-License-Identifier: Apache-2.0
import Fixtures
import Lumberjack
import Testing

@Suite("Acknowledging what is committed")
struct AcknowledgementTests {
    static func batch(
        _ window: UInt64, _ sequences: [UInt32], _ ending: LumberjackBatch.Ending = .complete
    ) -> LumberjackBatch {
        var batch = LumberjackBatch(window: window)
        batch.events = sequences.map { LumberjackBatch.Event(sequence: $0, payload: 0..<0) }
        batch.ending = ending
        return batch
    }

    @Test("a window is acknowledged by the sequence of its last event")
    func last() {
        var acknowledger = LumberjackAcknowledger()
        acknowledger.received(Self.batch(1, [7, 8, 9]))
        #expect(acknowledger.isPending && acknowledger.pendingEvents == 3)
        #expect(acknowledger.committed(3) == [9])
        #expect(!acknowledger.isPending && acknowledger.pendingEvents == 0)
        #expect(acknowledger.committed(0) == [])
    }

    @Test("the first events of a window can be acknowledged before the others")
    func partial() {
        var acknowledger = LumberjackAcknowledger()
        acknowledger.received(Self.batch(1, [1, 2, 3, 4, 5], .open))
        #expect(acknowledger.committed(2) == [2])
        #expect(acknowledger.committed(0) == [])
        acknowledger.received(Self.batch(1, [6, 7]))
        #expect(acknowledger.committed(3) == [5])
        #expect(acknowledger.isPending)
        #expect(acknowledger.committed(2) == [7])
    }

    @Test("each of several windows is acknowledged, in order")
    func pipelined() {
        var acknowledger = LumberjackAcknowledger()
        acknowledger.received(Self.batch(1, [1, 2]))
        acknowledger.received(Self.batch(2, [1, 2, 3], .open))
        acknowledger.received(Self.batch(2, [4], .cut))
        acknowledger.received(Self.batch(3, []))
        acknowledger.received(Self.batch(4, [1, 2, 3]))
        #expect(acknowledger.committed(7) == [2, 4, 0, 1])
        #expect(acknowledger.pendingEvents == 2)
    }

    @Test("an empty window is acknowledged when all before it are")
    func empty() {
        var acknowledger = LumberjackAcknowledger()
        acknowledger.received(Self.batch(1, []))
        #expect(acknowledger.committed(0) == [0])
        acknowledger.received(Self.batch(2, [5]))
        acknowledger.received(Self.batch(3, []))
        #expect(acknowledger.committed(0) == [])
        #expect(acknowledger.committed(1) == [5, 0])
    }

    @Test("a window that was cut between two batches is acknowledged before the next")
    func cutBetween() {
        var acknowledger = LumberjackAcknowledger()
        acknowledger.received(Self.batch(1, [1, 2], .open))
        acknowledger.received(Self.batch(2, [1]))
        #expect(acknowledger.committed(3) == [2, 1])
    }

    @Test("numbers that jump or begin anew are told as they were")
    func jumps() {
        var acknowledger = LumberjackAcknowledger()
        acknowledger.received(Self.batch(1, [.max, 0, 9, 9, 3]))
        #expect(acknowledger.committed(1) == [.max])
        #expect(acknowledger.committed(1) == [0])
        #expect(acknowledger.committed(2) == [9])
        #expect(acknowledger.committed(99) == [3])
    }

    @Test(
        "the sequence after any commits is that of the last committed event", arguments: 1...50 as ClosedRange<UInt64>)
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var acknowledger = LumberjackAcknowledger()
        var sequences: [UInt32] = []
        var isLast: [Bool] = []
        var next: UInt32 = 1
        for window in 1...40 as ClosedRange<UInt64> {
            if Bool.random(using: &random) { next = UInt32.random(in: 0...50, using: &random) }
            let numbers = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                defer { next += Bool.random(using: &random) ? 1 : 2 }
                return next
            }
            let half = Int.random(in: 0...numbers.count, using: &random)
            if half > 0 {
                acknowledger.received(
                    Self.batch(window, Array(numbers[..<half]), half == numbers.count ? .complete : .open))
            }
            if half < numbers.count { acknowledger.received(Self.batch(window, Array(numbers[half...]))) }
            sequences += numbers
            isLast += numbers.indices.map { $0 == numbers.count - 1 }
        }
        var committed = 0
        while committed < sequences.count {
            let count = Int.random(in: 1...20, using: &random)
            let end = min(sequences.count, committed + count)
            let expected = (committed..<end).filter { isLast[$0] || $0 == end - 1 }.map { sequences[$0] }
            #expect(acknowledger.committed(count) == expected)
            committed = end
        }
        #expect(!acknowledger.isPending)
    }

    @Test("acknowledgements are read in any pieces")
    func reading() throws {
        let bytes =
            LumberjackWriter.keepAlive + LumberjackWriter.acknowledgement(2048) + LumberjackWriter.acknowledgement(.max)
        #expect(LumberjackWriter.acknowledgement(2048) == Array("2A".utf8) + [0, 0, 8, 0])
        var whole = AckReader()
        whole.push(bytes)
        var single = AckReader()
        for expected in [0, 2048, UInt32.max] { #expect(try whole.next() == expected) }
        #expect(try whole.next() == nil)
        var found: [UInt32] = []
        for byte in bytes {
            single.push([byte])
            while let sequence = try single.next() { found.append(sequence) }
        }
        #expect(found == [0, 2048, .max])
    }

    @Test("a server that answers anything else is refused, after what was good")
    func refusing() throws {
        var reader = AckReader()
        reader.push(LumberjackWriter.acknowledgement(3) + Wire.window(1))
        #expect(try reader.next() == 3)
        for _ in 0..<2 { #expect(throws: LumberjackError(.kind(0x57), at: 6)) { try reader.next() } }
        var other = AckReader()
        other.push(Array("HTTP/1.1 400".utf8))
        #expect(throws: LumberjackError(.version(0x48), at: 0)) { try other.next() }
    }
}
