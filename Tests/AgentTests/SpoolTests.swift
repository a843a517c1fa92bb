// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

@testable import Agent

@Suite("The spool")
struct SpoolTests {
    private let folder = NSTemporaryDirectory() + "spool-\(UUID().uuidString)"

    private func spool(_ bound: Int = 1 << 20) throws -> Spool { try Spool(folder: folder, bound: bound) }

    /// A window of 100 bytes that are `number`.
    private func window(_ number: UInt8) -> Window {
        Window(bytes: [UInt8](repeating: number, count: 100), events: Int(number), marks: [])
    }

    private func drain(_ spool: inout Spool, _ order: AgentConfiguration.Order) -> [UInt8] {
        var numbers: [UInt8] = []
        while let window = spool.take(order) {
            numbers.append(window.bytes[0])
            spool.done()
        }
        return numbers
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { folder + "/" + $0 }
    }

    @Test("gives windows in their order, and is empty once they are acknowledged, over restarts too")
    func oldestFirst() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            var spool = try spool(8 * 250)
            for number in 1...9 { try spool.append(window(UInt8(number))) }
            #expect(spool.take(.oldestFirst)?.bytes == window(1).bytes)
            #expect(spool.take(.oldestFirst)?.events == 2)
            spool.untake()
            #expect(spool.take(.oldestFirst)?.events == 1)
            spool.done()
        }
        var spool = try spool(8 * 250)
        #expect(drain(&spool, .oldestFirst) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(spool.bytes == 0 && spool.lostEvents == 0)
        #expect(try files().isEmpty)
        try spool.append(window(7))
        #expect(drain(&spool, .oldestFirst) == [7])
    }

    @Test("gives the newest file first if that is wanted")
    func newestFirst() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var spool = try spool(8 * 240)
        for number in 1...5 { try spool.append(window(UInt8(number))) }
        #expect(drain(&spool, .newestFirst) == [5, 3, 4, 1, 2])
        #expect(spool.bytes == 0)
    }

    @Test("at its bound the oldest go, and are counted")
    func bound() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var spool = try spool(800)
        for number in 1...20 {
            try spool.append(window(UInt8(number)))
            #expect(spool.bytes <= 800)
        }
        try spool.append(Window(bytes: [UInt8](repeating: 0, count: 801), events: 1000, marks: []))
        let left = drain(&spool, .oldestFirst)
        #expect(left == [15, 16, 17, 18, 19, 20])
        #expect(spool.lostEvents == (1...14).reduce(1000, +))
    }

    @Test("what a crash cut is no window, and what a disk damaged is counted", arguments: UInt64(1)...6)
    func damage(seed: UInt64) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var random = SeededGenerator(seed: seed)
        do {
            var spool = try spool()
            for number in 1...5 { try spool.append(window(UInt8(number))) }
        }
        let path = try files()[0]
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let record = 100 + SpoolRecord.headerSize
        let cut = Int.random(in: 1...record, using: &random)
        bytes.removeLast(cut)
        let damaged = Int.random(in: 0..<4, using: &random)
        bytes[damaged * record + SpoolRecord.headerSize + Int.random(in: 0..<100, using: &random)] ^= 1
        try Data(bytes).write(to: URL(filePath: path))
        var spool = try spool()
        #expect(drain(&spool, .oldestFirst) == [1, 2, 3, 4].filter { $0 != damaged + 1 })
        #expect(spool.lostEvents == damaged + 1)
        #expect(spool.bytes == 0)
    }
}
