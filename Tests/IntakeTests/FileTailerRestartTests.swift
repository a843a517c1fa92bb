// SPDX-License-Identifier: Apache-2.0
import Compression
import EVE
import Fixtures
import Intake
import Testing

@Suite("Going on after a restart, with rotated files beside the followed one")
struct FileTailerRestartTests {
    let directory: TemporaryDirectory
    let follower: Follower

    init() throws {
        directory = try TemporaryDirectory()
        follower = Follower(directory.file("eve.json"))
    }

    static func lines(_ range: Range<Int>) -> [UInt8] {
        range.flatMap { Array("{\"timestamp\":\"2026-11-24T10:00:00.\($0)+0000\",\"n\":\($0)}\n".utf8) }
    }

    func numbers() -> [Int] {
        follower.lines.compactMap(NumberedLine.number)
    }

    @Test("a restart goes on behind the committed lines and repeats only what was not committed")
    func restart() throws {
        let follower = Follower(
            directory.file("eve.json"), options: TailOptions(limits: ReadLimits(line: 1000, block: 100)))
        try directory.write(Self.lines(0..<10), to: "eve.json")
        follower.poll(commits: 2)
        let committed = follower.lines.count
        #expect(committed < 10)
        follower.restart()
        follower.drain()
        #expect(follower.lines.count == 10)
        #expect(Set(follower.lines).count == 10)
        #expect(follower.stored[1]?.events == 10)
    }

    @Test("the rest of a file that was renamed meanwhile is read first")
    func renamedMeanwhile() throws {
        try directory.write(Self.lines(0..<100), to: "eve.json")
        follower.poll()
        let writer = try Writer(directory.file("eve.json"))
        try writer.append(Self.lines(100..<110))
        try directory.rename("eve.json", to: "eve.json-20261124")
        try directory.write(Self.lines(110..<120), to: "eve.json")
        follower.restart()
        follower.poll()
        #expect(numbers() == Array(0..<120))
        #expect(follower.stored[1]?.path == directory.file("eve.json-20261124"))
    }

    @Test("a rotated file that is still being written after a restart is followed until it is quiet")
    func stillWritten() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append(Self.lines(0..<10))
        follower.poll()
        try directory.rename("eve.json", to: "eve.json.1")
        follower.restart()
        follower.poll()
        try writer.append(Self.lines(10..<12))
        follower.poll()
        // Between its rename and the next scan the path is empty; the sibling is found at the scan.
        follower.pass(seconds: 31)
        follower.poll()
        try directory.write(Self.lines(13..<15), to: "eve.json")
        try writer.append(Self.lines(12..<13))
        follower.poll()
        #expect(numbers() == Array(0..<15))
    }

    @Test("the rest of a file compressed meanwhile is read first", arguments: CompressionFormat.allCases)
    func compressedMeanwhile(format: CompressionFormat) throws {
        try directory.write(Self.lines(0..<1000), to: "eve.json")
        follower.poll()
        let ending = [CompressionFormat.gzip: "gz", .xz: "xz", .zstd: "zst"][format, default: ""]
        try directory.write(Packing.pack(Self.lines(0..<1500), as: format), to: "eve.json.2.\(ending)")
        try directory.write(Packing.pack(Self.lines(1500..<1600), as: format), to: "eve.json.1.\(ending)")
        try directory.write(Self.lines(1600..<1700), to: "eve.json")
        follower.restart()
        follower.poll(budget: 10_000)
        #expect(numbers().count < 1700)
        follower.drain()
        #expect(numbers() == Array(0..<1700))
        // The second time there is nothing to say about them.
        follower.restart()
        #expect(follower.poll() == [.opened(offset: 112_490)] || follower.poll().isEmpty)
        follower.drain()
        #expect(numbers().count == 1700)
    }

    @Test("a whole history is read oldest first on a first start, or left alone")
    func history() throws {
        try directory.write(Packing.pack(Self.lines(0..<10), as: .gzip), to: "eve.json.10.gz")
        try directory.write(Packing.pack(Self.lines(10..<20), as: .gzip), to: "eve.json.9.gz")
        try directory.write(Self.lines(20..<30), to: "eve.json.1")
        try directory.write(Self.lines(30..<40), to: "eve.json")
        try directory.write("not for us\n", to: "eve.json.swp")
        follower.drain()
        #expect(numbers() == Array(0..<40))
        let other = Follower(directory.file("eve.json"), options: TailOptions(limits: .small, predecessors: .begun))
        other.drain()
        #expect(other.lines.count == 10)
    }

    @Test("the plain and the compressed form of one file are read once")
    func bothForms() throws {
        try directory.write(Self.lines(0..<10), to: "eve.json.1")
        try directory.write(Packing.pack(Self.lines(0..<10), as: .gzip), to: "eve.json.1.gz")
        try directory.write(Self.lines(10..<20), to: "eve.json")
        follower.drain()
        follower.pass(seconds: 100)
        follower.drain()
        follower.pass(seconds: 100)
        follower.drain()
        #expect(numbers() == Array(0..<20))
    }

    @Test("a copy that is still being made is left alone, as the followed file holds it all")
    func unfinishedCopy() throws {
        try directory.write(Self.lines(0..<1000), to: "eve.json")
        try directory.write(Array(Self.lines(0..<1000).prefix(30_001)), to: "eve.json.1")
        follower.drain()
        #expect(numbers() == Array(0..<1000))
        try directory.write(Self.lines(0..<1010), to: "eve.json.1")
        try directory.write(Self.lines(2000..<2003), to: "eve.json")
        follower.drain()
        #expect(numbers() == Array(0..<1010) + Array(2000..<2003))
    }

    @Test("an inode given to another file does not make it the same source")
    func inodeReuse() throws {
        try directory.write(Self.lines(0..<10), to: "eve.json")
        follower.poll()
        // Nobody holds the file any more: the new tailer has not looked yet.
        follower.restart()
        let inode = directory.inode("eve.json")
        try directory.remove("eve.json")
        var attempts: [String] = []
        // The file system gives the number back when it pleases; the content must decide either way.
        for attempt in 0..<50 where attempts.isEmpty || directory.inode(attempts[attempts.count - 1]) != inode {
            attempts.append("try-\(attempt)")
            try directory.write(Self.lines(100..<115), to: attempts[attempts.count - 1])
        }
        try directory.rename(attempts[attempts.count - 1], to: "eve.json")
        follower.poll()
        #expect(numbers() == Array(0..<10) + Array(100..<115))
        #expect(follower.stored.count == 2)
    }

    @Test("a damaged archive gives its good lines, is told once, and does not stop what comes after it")
    func damagedArchive() throws {
        let packed = Packing.pack(Self.lines(0..<5000), as: .gzip)
        try directory.write(Array(packed.prefix(packed.count / 2)), to: "eve.json.2.gz")
        try directory.write(Self.lines(5000..<5010), to: "eve.json.1")
        try directory.write(Self.lines(5010..<5020), to: "eve.json")
        follower.drain()
        let damaged = CompressionError.truncated(.gzip, offset: UInt64(packed.count / 2))
        #expect(
            follower.marks.filter { if case .failed = $0 { true } else { false } } == [
                .failed(.compressed(path: directory.file("eve.json.2.gz"), damaged))
            ])
        let good = numbers().count - 20
        #expect(good > 1000)
        #expect(numbers() == Array(0..<good) + Array(5000..<5020))
        follower.pass(seconds: 100)
        follower.drain()
        #expect(numbers().count == good + 20)
    }

    @Test("a compressed file under the path is told, not read as lines")
    func followsCompressed() throws {
        try directory.write(Packing.pack(Self.lines(0..<10), as: .zstd), to: "eve.json")
        let path = directory.file("eve.json")
        #expect(follower.poll() == [.failed(.followsCompressed(path: path, .zstd))])
        #expect(follower.poll().isEmpty)
        #expect(follower.lines.isEmpty)
    }

    @Test("a directory under the path is told once, and a file that comes instead is read")
    func notAFile() throws {
        try directory.makeDirectory("eve.json")
        #expect(follower.poll() == [.failed(.notAFile(path: directory.file("eve.json")))])
        #expect(follower.poll().isEmpty)
        try directory.remove("eve.json")
        try directory.write(Self.lines(0..<1), to: "eve.json")
        follower.poll()
        #expect(numbers() == [0])
    }

    @Test("the budget bounds what one poll reads")
    func budget() throws {
        try directory.write(Self.lines(0..<10_000), to: "eve.json")
        follower.poll(budget: 1000)
        #expect((1...20).contains(follower.lines.count))
        #expect(follower.lag.bytesBehind > 500_000)
        follower.drain()
        #expect(follower.lines.count == 10_000)
    }

    @Test("a line over the limit is refused once, with its number and offset, over a restart too")
    func tooLong() throws {
        let follower = Follower(
            directory.file("eve.json"), options: TailOptions(limits: ReadLimits(line: 100, block: 1000)))
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("one\n" + String(repeating: "x", count: 5000))
        follower.poll()
        #expect(follower.refused.isEmpty)
        follower.restart()
        follower.poll()
        try writer.append(String(repeating: "y", count: 500) + "\nthree\n")
        follower.poll()
        #expect(follower.lines == ["one", "three"])
        #expect(
            follower.refused == [
                Rejection(reason: .tooLong, line: 2, offset: 4, head: [UInt8](repeating: 0x78, count: 80))
            ])
        #expect(follower.stored[1]?.lines == 3)
        #expect(follower.stored[1]?.offset == 5511)
    }
}
