// SPDX-License-Identifier: Apache-2.0
import Fixtures
import Lumberjack
import Testing

@Suite("Windows of events")
struct LumberjackWindowsTests {
    /// The batches of `bytes`, and the error at their end.
    static func batches(
        _ bytes: [UInt8], batchBytes: Int = 1 << 20, batchEvents: Int = 1000, cut: () -> Int = { 1 << 30 }
    ) -> (batches: [LumberjackBatch], error: LumberjackError?, cutWindows: UInt64) {
        var windows = LumberjackWindows(batchBytes: batchBytes, batchEvents: batchEvents)
        var found: [LumberjackBatch] = []
        var next = 0
        do {
            while next < bytes.count {
                let end = min(bytes.count, next + cut())
                windows.push(Array(bytes[next..<end]))
                next = end
                while let batch = try windows.next() { found.append(batch) }
            }
        } catch {
            return (found, error, windows.cutWindows)
        }
        return (found, nil, windows.cutWindows)
    }

    static func events(_ sequences: ClosedRange<Int>, size: Int = 2) -> [UInt8] {
        sequences.flatMap { Wire.event($0, [UInt8](repeating: 32, count: size)) }
    }

    @Test("a window is complete when all that it announced has come")
    func complete() {
        var windows = LumberjackWindows()
        windows.push(Wire.window(2) + Wire.event(41, "{}"))
        #expect((try? windows.next()) == .some(nil))
        #expect(windows.isWithinWindow == true)
        windows.push(Wire.event(42, "[]"))
        let batch = try? windows.next()
        #expect(batch?.ending == .complete && batch?.lastSequence == 42 && batch?.window == 1)
        #expect(batch?.bytes == Array("{}[]".utf8))
        #expect(batch?.events.map(\.payload) == [0..<2, 2..<4])
        #expect(windows.isWithinWindow == false)
    }

    @Test("a new window cuts one that is not complete")
    func cut() {
        let bytes = Wire.window(3) + Self.events(1...2) + Wire.window(1) + Self.events(1...1)
        let found = Self.batches(bytes)
        #expect(found.batches.map(\.ending) == [.cut, .complete])
        #expect(found.batches.map(\.lastSequence) == [2, 1])
        #expect(found.batches.map(\.window) == [1, 2])
        #expect(found.cutWindows == 1)
    }

    @Test("windows that announce nothing are complete at once")
    func empty() {
        let found = Self.batches(Wire.window(0) + Wire.window(2) + Wire.window(0) + Wire.window(1) + Self.events(1...1))
        #expect(found.batches.map(\.events.count) == [0, 0, 1])
        #expect(found.batches.map(\.lastSequence) == [0, 0, 1])
        #expect(found.batches.map(\.window) == [1, 3, 4])
        #expect(found.cutWindows == 1)
    }

    @Test("an event that no window announced ends the connection, after what was good")
    func outside() {
        let tooMany = Self.batches(Wire.window(1) + Self.events(1...2))
        #expect(tooMany.batches.map(\.ending) == [.complete])
        #expect(tooMany.error == LumberjackError(.eventOutsideWindow, at: 18))
        #expect(Self.batches(Self.events(1...1)).error == LumberjackError(.eventOutsideWindow, at: 0))
    }

    @Test("a large window comes in parts of bounded size")
    func parts() {
        let bytes = Wire.window(10) + Self.events(1...10, size: 100)
        let bySize = Self.batches(bytes, batchBytes: 250)
        #expect(bySize.batches.map(\.lastSequence) == [2, 4, 6, 8, 10])
        #expect(bySize.batches.map(\.ending) == [.open, .open, .open, .open, .complete])
        let byCount = Self.batches(bytes, batchEvents: 4)
        #expect(byCount.batches.map(\.lastSequence) == [4, 8, 10])
        #expect(Self.batches(bytes, batchBytes: 1).batches.map(\.events.count) == Array(repeating: 1, count: 10))
    }

    @Test("batches do not depend on how bytes are cut", arguments: 1...30 as ClosedRange<UInt64>)
    func cuts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = try LumberjackReaderTests.mixture(&random)
        let whole = Self.batches(bytes, batchBytes: 400, batchEvents: 5)
        #expect(whole.error == nil)
        #expect(Self.batches(bytes, batchBytes: 400, batchEvents: 5) { 1 }.batches == whole.batches)
        let cut = Self.batches(bytes, batchBytes: 400, batchEvents: 5) { Int.random(in: 1...900, using: &random) }
        #expect(cut.batches == whole.batches)
        for batch in whole.batches {
            #expect(batch.events.count <= 5 && (batch.bytes.count <= 400 || batch.events.count == 1))
        }
    }

    @Test("a long window is never held at once")
    func bounded() throws {
        var windows = LumberjackWindows(batchBytes: 1 << 20)
        let frame = try Wire.compressed(Self.events(1...50, size: 1 << 20))
        windows.push(Wire.window(50) + frame)
        var count = 0
        while let batch = try windows.next() {
            count += batch.events.count
            #expect(windows.heldBytes < (2 << 20) + frame.count)
        }
        #expect(count == 50)
    }
}
