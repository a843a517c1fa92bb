// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Glibc

/// Events that differ in their number, over three days, so that a batch spans several files of the store.
enum Numbered {
    static func line(_ number: Int) -> String {
        let day = 18 + number % 3
        let type = ["flow", "dns", "alert", "http"][number % 4]
        let alert =
            #","alert":{"action":"allowed","gid":1,"signature_id":9000001,"rev":1,"signature":"T","severity":2}"#
        let second = String(number / 3 % 60 + 100).dropFirst()
        return #"{"timestamp":"2026-11-\#(day)T10:\#(number / 180 % 50 + 10):\#(second).000000+0000","#
            + #""event_type":"\#(type)","src_ip":"192.0.2.\#(number % 250)","dest_port":\#(number % 1000),"#
            + #""sequence":\#(number),"pad":"\#(String(repeating: "x", count: number % 200))""#
            + (type == "alert" ? alert : "") + "}"
    }
}

/// A sensor that writes numbered events into a file, sometimes half a line at a time, and whose file is rotated.
///
/// It keeps what it has written: the record that a store is compared with.
final class LogWriter {
    let path: String
    private(set) var lines: [String] = []
    private var generator: SeededGenerator
    private var descriptor: Int32
    private var rest: [UInt8] = []
    private var rotations = 0
    private var sinceRotation = 0

    init(path: String, seed: UInt64) throws {
        self.path = path
        generator = SeededGenerator(seed: seed)
        descriptor = try Self.open(path)
    }

    deinit { close(descriptor) }

    private static func open(_ path: String) throws -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        return descriptor
    }

    /// Writes a few lines, and now and then lets the file be rotated. As with any sensor, no rotation cuts a line in two.
    func step() throws {
        for _ in 0..<Int.random(in: 1...60, using: &generator) {
            lines.append(Numbered.line(lines.count))
            rest += Array((lines[lines.count - 1] + "\n").utf8)
        }
        let isWhole = Int.random(in: 0..<3, using: &generator) > 0
        try write(isWhole ? rest.count : rest.count - Int.random(in: 1...40, using: &generator))
        sinceRotation += 1
        guard isWhole, sinceRotation > 4, Int.random(in: 0..<6, using: &generator) == 0 else { return }
        sinceRotation = 0
        try Bool.random(using: &generator) ? renameAndCreate() : copyAndTruncate()
    }

    /// Writes what is left of a half line.
    func finish() throws { try write(rest.count) }

    private func write(_ count: Int) throws {
        guard unsafe Glibc.write(descriptor, rest, count) == count else { throw CocoaError(.fileWriteUnknown) }
        rest.removeFirst(count)
    }

    private func renameAndCreate() throws {
        try FileManager.default.moveItem(atPath: path, toPath: nextName())
        close(descriptor)
        descriptor = try Self.open(path)
    }

    private func copyAndTruncate() throws {
        // The copy gets its name when it is whole, as logrotate does it not; that a copy still growing is not taken for
        // another file is the tailer's own test.
        try FileManager.default.copyItem(atPath: path, toPath: nextName())
        guard ftruncate(descriptor, 0) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private func nextName() -> String {
        rotations += 1
        return "\(path)-\(20_261_120_000_000 + rotations)"
    }
}
