// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a store of numbered events must say, counted from the lines themselves.
enum Recount {
    /// Each line once, byte for byte; counts by minute and type as a recount of the lines; and the program's own recount agrees.
    static func expect(
        _ wanted: [String], in room: Room, _ comment: String = "", _ place: SourceLocation = #_sourceLocation
    ) throws {
        try expectRaw(wanted.map { Data($0.utf8) }, in: room, place)
        let cells = try Stats.by("minute,event_type", in: room)
        #expect(cells.counts == byMinuteAndType(wanted), "\(comment)", sourceLocation: place)
        #expect(cells.total == wanted.count, "\(comment)", sourceLocation: place)
        if try canVerify(in: room) {
            let verified = try Program.run(["verify", "--data", room.data], in: room)
            #expect(
                verified.code == 0, "\(comment) \(verified.text) \(verified.errors)", sourceLocation: place)
        }
    }

    /// Nothing but lines of `wanted`, none more often than there; for a store that may be behind.
    static func expectSome(
        of wanted: [String], in room: Room, _ comment: String = "", _ place: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Program.run(["events", "--raw", "--data", room.data], in: room)
        #expect(result.code == 0, "\(comment): \(result.errors)", sourceLocation: place)
        var balance = Dictionary(wanted.map { (Data($0.utf8), 1) }, uniquingKeysWith: +)
        for line in result.lines { balance[line, default: 0] -= 1 }
        let wrong = balance.filter { $0.value < 0 }.keys.prefix(3).map {
            String(decoding: $0.prefix(200), as: UTF8.self)
        }
        #expect(wrong.isEmpty, "\(comment): \(wrong)", sourceLocation: place)
    }

    /// Counts of numbered lines under the keys of `stats --by minute,event_type`.
    private static func byMinuteAndType(_ lines: [String]) -> JQ.Counts {
        var counts: JQ.Counts = [:]
        for line in lines {
            let texts = line.split(separator: "\"", maxSplits: 8)
            counts["\(texts[3].prefix(16)):00.000000Z \(texts[7])", default: 0] += 1
        }
        return counts
    }

    /// Whether the program has the call `verify`.
    static func canVerify(in room: Room) throws -> Bool {
        try Program.run(["--help"], in: room).text.contains("\n  verify ")
    }
}

/// One failed call as a person must see it: exit 3 and one line that names what is concerned.
func expectEnvironmentFailure(
    _ result: Program.Result, naming name: String, _ comment: String = "", _ place: SourceLocation = #_sourceLocation
) {
    #expect(result.code == 3, "\(comment): \(result.errors)", sourceLocation: place)
    #expect(result.errorLines.count == 1, "\(comment): \(result.errors)", sourceLocation: place)
    #expect(result.errors.contains(name), "\(comment): \(result.errors)", sourceLocation: place)
}
