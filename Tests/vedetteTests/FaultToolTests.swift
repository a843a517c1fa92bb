// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// The tools themselves: a power failure that loses nothing would let every store pass.
    @Suite("The tools")
    struct FaultToolTests {
        /// Runs a program of the system under the shim.
        private func run(_ program: String, _ arguments: [String], _ shim: FaultShim, in room: Room) throws -> Int32 {
            try Running("/bin/" + program, arguments, in: room, environment: shim.environment).result().code
        }

        private func copy(_ input: String, to name: String, _ how: [String] = []) -> [String] {
            ["if=\(input)", "of=\(name)", "bs=1000", "status=none"] + how
        }

        @Test("what was synced with its name outlives a power failure, and anything else need not")
        func powerCut() throws {
            let room = try Room()
            let shim = try FaultShim(room, keepsJournal: true)
            try FileManager.default.createDirectory(atPath: room.data, withIntermediateDirectories: true)
            let content = Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 / 20 + 1) })
            let input = try room.write(content, to: "input")
            #expect(try run("dd", copy(input, to: room.data + "/kept", ["conv=fsync"]), shim, in: room) == 0)
            #expect(try run("dd", copy(input, to: room.data + "/nameless", ["conv=fsync"]), shim, in: room) == 0)
            #expect(try run("sync", [room.data], shim, in: room) == 0)
            #expect(try run("mv", [room.data + "/nameless", room.data + "/renamed"], shim, in: room) == 0)
            #expect(try run("dd", copy(input, to: room.data + "/loose"), shim, in: room) == 0)
            let length = try shim.journalLength()
            var seen: [String: Set<String>] = [:]
            for seed in UInt64(1)...30 {
                let after = try Room()
                try shim.cutPower(after: length, seed: seed, into: after)
                for name in ["kept", "nameless", "renamed", "loose"] {
                    let found = FileManager.default.contents(atPath: after.data + "/" + name)
                    let state = found.map { $0 == content ? "whole" : $0.count < content.count ? "short" : "torn" }
                    seen[name, default: []].insert(state ?? "absent")
                }
            }
            #expect(seen["kept"] == ["whole"])
            #expect(seen["nameless"] == ["whole", "absent"])
            #expect(seen["renamed"] == ["whole", "absent"])
            #expect(seen["loose"] == ["whole", "short", "torn", "absent"])
        }

        @Test("a full disk takes bytes to the last one and then none, until there is room")
        func fullDisk() throws {
            let room = try Room()
            let shim = try FaultShim(room)
            try FileManager.default.createDirectory(atPath: room.data, withIntermediateDirectories: true)
            let input = try room.write(Data(repeating: 7, count: 5000), to: "input")
            shim[.room] = 2345
            let target = room.data + "/file"
            #expect(try run("dd", copy(input, to: target), shim, in: room) != 0)
            #expect(FileManager.default.contents(atPath: target)?.count == 2345)
            #expect(shim[.refused] > 0 && shim[.room] == 0)
            // What is overwritten needs no room, and what is cut off gives some back.
            #expect(try run("dd", copy(input, to: target, ["count=2", "conv=notrunc"]), shim, in: room) == 0)
            #expect(try run("dd", copy(input, to: target, ["count=2"]), shim, in: room) == 0)
            #expect(shim[.room] == 345)
            shim[.readOnly] = 1
            #expect(try run("dd", copy(input, to: target), shim, in: room) != 0)
            #expect(try run("rm", ["-f", target], shim, in: room) != 0)
            shim[.readOnly] = 0
            shim[.room] = -1
            #expect(try run("dd", copy(input, to: target), shim, in: room) == 0)
            #expect(FileManager.default.contents(atPath: target)?.count == 5000)
        }
    }
}
