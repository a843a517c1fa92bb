// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

/// Logs that faults are tried on.
enum FaultLogs {
    /// A numbered line; in large rounds one that takes room, so that files of a few thousand have all that large ones have.
    static func line(_ number: Int) -> String {
        guard SoakPlan.isLarge else { return Numbered.line(number) }
        var generator = SeededGenerator(seed: UInt64(number))
        let noise = (0..<20).map { _ in String(generator.next(), radix: 16) }.joined()
        return Numbered.line(number).replacing(#""pad":"#, with: #""noise":"\#(noise)","pad":"#)
    }

    /// A room with so many files of numbered lines, and what they hold.
    static func numbered(_ count: Int = 6) throws -> (room: Room, files: [String], wanted: [String]) {
        let room = try Room()
        var wanted: [String] = []
        var files: [String] = []
        for number in 0..<count {
            let lines = (number * 150..<number * 150 + 150).map(Numbered.line)
            wanted += lines
            files.append(
                try room.write(lines.joined(separator: "\n") + "\n", to: "gw-\(number % 2)/\(number).json"))
        }
        return (room, files, wanted)
    }
}

/// A log that grows by numbered lines, now and then by half a one, and is never rotated.
final class GrowingLog {
    private(set) var lines: [String] = []
    /// How many lines are written whole.
    var written: Int { rest.isEmpty ? lines.count : lines.count - 1 }
    private let first: Int
    private let file: FileHandle
    private var rest = Data()

    init(path: String, in room: Room, first: Int) throws {
        self.first = first
        try room.write("", to: String(path.dropFirst(room.path.count + 1)))
        file = try #require(FileHandle(forWritingAtPath: path))
    }

    func grow(by count: Int) throws {
        for _ in 0..<count {
            lines.append(Numbered.line(first + lines.count))
            rest += Data((lines[lines.count - 1] + "\n").utf8)
        }
        // The last line of each third growth comes in two halves.
        let half = lines.count % 3 == 0 ? 20 : 0
        try file.write(contentsOf: rest.dropLast(half))
        rest = Data(rest.suffix(half))
    }

    func finish() throws {
        try file.write(contentsOf: rest)
        rest = Data()
    }
}
