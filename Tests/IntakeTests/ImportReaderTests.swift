// SPDX-License-Identifier: Apache-2.0
import Compression
import EVE
import Fixtures
import Intake
import Testing

/// What an import of a file gave.
struct Imported {
    var blocks: [SourceBlock] = []
    var error: IntakeError?

    /// The lines with the offset and number that a decoder gives each of them.
    var lines: [(text: String, offset: UInt64, number: UInt64)] {
        blocks.flatMap { block in
            var offset = block.lines.offset
            var number = block.lines.firstLine
            var found: [(text: String, offset: UInt64, number: UInt64)] = []
            for line in ByteLines.texts(of: block.lines.bytes) where !line.isEmpty {
                found.append((line, offset, number))
                offset += UInt64(line.utf8.count + 1)
                number += 1
            }
            return found
        }
    }

    var texts: [String] { lines.map(\.text) }
    var refused: [Rejection] { blocks.flatMap(\.lines.refused) }

    static func all(
        _ path: String, limits: ReadLimits = .small, from bookmark: Bookmark? = nil
    ) throws(IntakeError) -> Imported {
        var imported = Imported()
        var reader = try ImportReader(path: path, gateway: "gw-1", limits: limits)
        do throws(IntakeError) {
            if let bookmark, try !reader.resume(at: bookmark) {
                Issue.record("not resumed")
            }
            while let block = try reader.next() {
                imported.blocks.append(block)
            }
        } catch {
            imported.error = error
        }
        return imported
    }
}

@Suite("Importing files")
struct ImportReaderTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    static let text = (0..<3000).map { "{\"n\":\($0),\"timestamp\":\"2026-11-24T10:00:00.000000+0000\"}" }
    static let bytes = Array((text.joined(separator: "\n") + "\n").utf8)

    @Test("blocks chain without a gap and know their lines", arguments: [30, 1000, 1 << 20])
    func chain(block: Int) throws {
        try directory.write(Self.bytes, to: "a")
        let imported = try Imported.all(directory.file("a"), limits: ReadLimits(line: 1000, block: block))
        #expect(imported.texts == Self.text)
        var offset: UInt64 = 0
        var lines: UInt64 = 0
        for block in imported.blocks {
            #expect(block.before.offset == offset)
            #expect(block.lines.offset == offset)
            #expect(block.lines.firstLine == lines + 1)
            offset += UInt64(block.lines.bytes.count)
            lines = block.after.lines
            #expect(block.after.offset == offset)
            let tail = Self.bytes[..<Int(offset)].suffix(1024)
            #expect(block.after.tailHash == Fingerprint.hash(tail))
        }
        #expect(lines == 3000)
        #expect(
            imported.blocks[0].after.head == Bookmark.Head(length: 4096, hash: Fingerprint.hash(Self.bytes[..<4096])))
    }

    @Test("compressed files are known by their content and read alike", arguments: CompressionFormat.allCases)
    func compressed(format: CompressionFormat) throws {
        let half = Self.bytes.count / 2
        let packed =
            Packing.pack(Array(Self.bytes[..<half]), as: format)
            + Packing.pack(Array(Self.bytes[half...]), as: format)
        try directory.write(packed, to: "no-ending")
        let imported = try Imported.all(directory.file("no-ending"))
        #expect(imported.error == nil)
        #expect(imported.texts == Self.text)
    }

    @Test("an empty file gives nothing")
    func empty() throws {
        try directory.write("", to: "a")
        #expect(try Imported.all(directory.file("a")).blocks.isEmpty)
    }

    @Test("a last line without line feed counts")
    func unterminated() throws {
        try directory.write("a\n\nb", to: "a")
        let imported = try Imported.all(directory.file("a"))
        #expect(imported.blocks.map(\.lines.bytes) == [Array("a\n\n".utf8), Array("b".utf8)])
        #expect(imported.blocks.last?.after.lines == 3)
        #expect(imported.blocks.last?.after.offset == 4)
    }

    @Test(
        "reading goes on behind any committed block, plain or compressed", arguments: [nil] + CompressionFormat.allCases
    )
    func resume(format: CompressionFormat?) throws {
        try directory.write(format.map { Packing.pack(Self.bytes, as: $0) } ?? Self.bytes, to: "a")
        let limits = ReadLimits(line: 1000, block: 40_000)
        let whole = try Imported.all(directory.file("a"), limits: limits)
        for (index, block) in whole.blocks.enumerated() {
            let rest = try Imported.all(directory.file("a"), limits: limits, from: block.after)
            #expect(rest.error == nil)
            #expect(rest.texts == whole.blocks[(index + 1)...].flatMap { Imported(blocks: [$0]).texts })
            #expect(rest.blocks.first?.lines.firstLine ?? 3001 == block.after.lines + 1)
        }
    }

    @Test("a bookmark of another source is not resumed, and one that lies is an error")
    func resumeOther() throws {
        try directory.write(Self.bytes, to: "a")
        try directory.write("other\n" + String(repeating: "x", count: 10_000), to: "b")
        let bookmark = try #require(try Imported.all(directory.file("a")).blocks.last?.after)
        var other = try ImportReader(path: directory.file("b"), gateway: "gw-1")
        #expect(try !other.resume(at: bookmark))
        #expect(try other.next()?.lines.offset == 0)
        var changed = Self.bytes
        changed[bookmark.offset > 100 ? Int(bookmark.offset) - 100 : 0] ^= 1
        for content in [changed, Array(Self.bytes.prefix(5000))] {
            try directory.write(content, to: "c")
            let rest = try Imported.all(directory.file("c"), from: bookmark)
            #expect(rest.error == .endsBefore(path: directory.file("c"), offset: bookmark.offset))
        }
    }

    @Test(
        "a truncated or corrupted archive gives its good lines, then a clear error",
        arguments: CompressionFormat.allCases)
    func damaged(format: CompressionFormat) throws {
        var generator = SeededGenerator(seed: 3)
        let noise = (0..<20_000).map { _ in "{\"n\":\(UInt64.random(in: 0...UInt64.max, using: &generator))}" }
        let packed = Packing.pack(Array((noise.joined(separator: "\n") + "\n").utf8), as: format)
        let cut = packed.count * 3 / 4
        try directory.write(Array(packed[..<cut]), to: "a")
        let imported = try Imported.all(directory.file("a"))
        #expect(imported.error == .compressed(path: directory.file("a"), .truncated(format, offset: UInt64(cut))))
        #expect(imported.texts.count > 5000)
        #expect(noise.starts(with: imported.texts))
        #expect(imported.error?.message.contains("ends too early") == true)

        var bent = packed
        bent[cut] ^= 0xff
        try directory.write(bent, to: "b")
        let corrupt = try Imported.all(directory.file("b"))
        guard case .compressed(directory.file("b"), .corrupt(format, _)) = corrupt.error else {
            Issue.record("got \(String(describing: corrupt.error))")
            return
        }
        #expect(corrupt.texts.count > 1000)
    }

    @Test("huge lines are refused once each and never held", arguments: [nil, CompressionFormat.zstd])
    func huge(format: CompressionFormat?) throws {
        let huge = [UInt8](repeating: 0x61, count: 3_000_000)
        let text =
            Array("1\n".utf8) + huge + Array("\n2\n".utf8) + huge.prefix(1001) + Array("\n".utf8) + huge.prefix(1000)
        try directory.write(format.map { Packing.pack(text, as: $0) } ?? text, to: "a")
        let imported = try Imported.all(directory.file("a"), limits: ReadLimits(line: 1000, block: 700))
        #expect(imported.texts == ["1", "2", String(repeating: "a", count: 1000)])
        #expect(imported.lines.map(\.number) == [1, 3, 5])
        #expect(imported.lines.map(\.offset) == [0, 3_000_003, 3_001_007])
        #expect(imported.refused.map(\.line) == [2, 4])
        #expect(imported.refused.map(\.offset) == [2, 3_000_005])
        #expect(imported.refused.allSatisfy { $0.reason == .tooLong && $0.head == Array(huge.prefix(80)) })
        #expect(imported.blocks.last?.after.offset == UInt64(text.count))
    }

    @Test("what is no file is told")
    func notAFile() throws {
        #expect(throws: IntakeError.notAFile(path: directory.path)) { try Imported.all(directory.path) }
        let missing = directory.file("missing")
        #expect(throws: IntakeError.cannotOpen(path: missing, code: 2)) { try Imported.all(missing) }
        #expect(
            IntakeError.cannotOpen(path: "/a", code: 2).message
                == "cannot open /a: No such file or directory; check the path")
    }

    @Test("mutated archives never trap", arguments: CompressionFormat.allCases)
    func mutations(format: CompressionFormat) throws {
        let packed = Packing.pack(Array(Self.bytes.prefix(20_000)), as: format)
        for seed in 0..<Soak.count(20, soak: 400) {
            var generator = SeededGenerator(seed: UInt64(seed))
            var bent = packed
            for _ in 0..<3 {
                bent[Int.random(in: 6..<bent.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            try directory.write(bent, to: "m\(seed)")
            _ = try Imported.all(directory.file("m\(seed)"), limits: ReadLimits(line: 500, block: 2000))
        }
    }
}
