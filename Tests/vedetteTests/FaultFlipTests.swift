// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// One bit of a store is not what was written.
    @Suite("Flipped bits")
    struct FaultFlipTests {
        /// Lines of a store over three days, in so many commits that tables have more than one page.
        private static let wanted = (0..<(SoakPlan.isLarge ? 18_000 : 3000)).map(FaultLogs.line)
        private static let original = Set(wanted.map { Data($0.utf8) })

        private static func store() throws -> Room {
            let room = try Room()
            let share = wanted.count / 6
            let files = try (0..<6).map { number in
                let lines = wanted[number * share..<(number + 1) * share]
                return try room.write(lines.joined(separator: "\n") + "\n", to: "gw-\(number % 2)/\(number).json")
            }
            #expect(try Program.run(["import", "--data", room.data] + files, in: room).code == 0)
            try room.write(Numbered.line(wanted.count) + "\n", to: "gw-0/more.json")
            return room
        }

        @Test("a flipped bit in any kind of page makes nothing crash or hang, and no line comes out that never came in")
        func flips() throws {
            var generator = SoakPlan.generator(121)
            let room = try Self.store()
            let intact = room.file("intact")
            let parts = try FaultShim.parts(of: room)
            try FileManager.default.moveItem(atPath: room.data, toPath: intact)
            let kinds = Dictionary(grouping: parts, by: \.kind).sorted { $0.key < $1.key }.map(\.value)
            #expect(kinds.count > 20)
            let canVerify = try Recount.canVerify(in: room)
            var failures = 0
            // Every so manieth kind in a few turns; all of them, again and again, in many.
            let stride = Place.isSoak ? 1 : max(1, kinds.count / 24)
            try SoakPlan.turns(few: min(24, kinds.count), many: 600) { turn in
                let kind = kinds[(turn - 1) * stride % kinds.count]
                let part = try #require(kind.randomElement(using: &generator))
                // What steers the reading of a page stands at its beginning.
                let reach = Bool.random(using: &generator) ? min(64, part.bytes.count) : part.bytes.count
                let byte = part.bytes.lowerBound + Int.random(in: 0..<reach, using: &generator)
                let bit = Int.random(in: 0..<8, using: &generator)
                let what = "\(part.kind): bit \(bit) of byte \(byte) of \(part.file)"
                try? FileManager.default.removeItem(atPath: room.data)
                try FileManager.default.copyItem(atPath: intact, toPath: room.data)
                try flip(byte, bit, of: part.file, in: room)
                if canVerify { try verify(room, what) }
                failures += try look(at: room, damaged: part.file, what)
            }
            // One turn may be harmless; many cannot be, unless nothing was flipped.
            #expect(failures > 0 || Place.isSoak, "no damage was ever noticed")
        }

        private func flip(_ byte: Int, _ bit: Int, of file: String, in room: Room) throws {
            let handle = try #require(FileHandle(forUpdatingAtPath: room.data + "/" + file))
            try handle.seek(toOffset: UInt64(byte))
            let old = try #require(try handle.read(upToCount: 1)?.first)
            try handle.seek(toOffset: UInt64(byte))
            try handle.write(contentsOf: Data([old ^ UInt8(1 << bit)]))
            try handle.close()
        }

        /// No checksum covers the tables, so a count may be wrong and nobody notices, but for `verify`, which must.
        private func verify(_ room: Room, _ what: String) throws {
            let raw = try Program.run(["events", "--raw", "--data", room.data], in: room)
            let types = try Program.run(["stats", "--by", "event_type", "--json", "--data", room.data], in: room)
            guard raw.code == 0, types.code == 0 else { return }
            let isRight = raw.lines.count == Self.wanted.count && Set(raw.lines) == Self.original
            let each = Self.wanted.count / 4
            let counts: JQ.Counts = ["flow": each, "dns": each, "alert": each, "http": each]
            guard try !isRight || Stats(types).counts != counts else { return }
            let verified = try Program.run(["verify", "--data", room.data], in: room)
            #expect(
                [1, 3].contains(verified.code), "\(what): wrong, and verify says \(verified.code): \(verified.text)")
        }

        /// Readers and the writer answer or say in one line which file is damaged; how many of them said something.
        private func look(at room: Room, damaged file: String, _ what: String) throws -> Int {
            var failures = 0
            // A table that points to a wrong place in the raw file is not always told from a damaged raw file.
            let name = file.hasPrefix("days/") ? String(file.prefix { $0 != "." }) : file
            let calls = [
                ["events", "--raw"], ["stats", "--by", "event_type"], ["stats", "--by", "alert.signature_id,src_ip"],
                ["screen", "alerts"], ["import", room.file("gw-0/more.json")],
            ]
            for call in calls {
                let result = try Program.run(call + ["--data", room.data], in: room)
                #expect([0, 3].contains(result.code), "\(what): \(call[0]) ends with \(result.code): \(result.errors)")
                // A damaged day is left out, or rebuilt by an import, and named all the same.
                if !result.errors.isEmpty { failures += 1 }
                if result.code != 0 { expectEnvironmentFailure(result, naming: name, "\(what): \(call[0])") }
                if call[0] == "events" {
                    let foreign = result.lines.first { !Self.original.contains($0) }
                    #expect(
                        foreign == nil, "\(what): \(String(decoding: foreign?.prefix(300) ?? Data(), as: UTF8.self))")
                }
            }
            return failures
        }
    }
}
