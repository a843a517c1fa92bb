// SPDX-License-Identifier: Apache-2.0
import EVE
import Fixtures
import Intake
import Testing

/// A writer with a rotation beside it, which keeps account of what may be lost.
struct RotatingWriter {
    let directory: TemporaryDirectory
    private var writer: Writer
    private var next = 0
    /// The numbers of complete lines in each file that a writer still writes to or that was rotated away.
    private(set) var written: Set<Int> = []
    /// Lines that a rotation of this kind loses, unless they were read in time.
    private(set) var mayBeLost: Set<Int> = []
    /// What the file under the path holds.
    private var inLive: [Int] = []
    private var pending: (number: Int, rest: String)?

    init(_ directory: TemporaryDirectory) throws {
        self.directory = directory
        writer = try Writer(directory.file("eve.json"))
    }

    private mutating func line() -> (number: Int, text: String) {
        next += 1
        return (next, "{\"timestamp\":\"2026-11-24T10:00:00.\(next)+0000\",\"n\":\(next)}\n")
    }

    mutating func append(_ count: Int) throws {
        var text = ""
        if let pending {
            text += pending.rest
            note(pending.number)
            self.pending = nil
        }
        for _ in 0..<count {
            let line = line()
            text += line.text
            note(line.number)
        }
        try writer.append(text)
    }

    private mutating func note(_ number: Int) {
        written.insert(number)
        inLive.append(number)
    }

    /// Writes the first half of a line.
    mutating func appendHalf() throws {
        guard pending == nil else {
            return
        }
        let line = line()
        let cut = line.text.index(line.text.startIndex, offsetBy: line.text.count / 2)
        try writer.append(String(line.text[..<cut]))
        pending = (line.number, String(line.text[cut...]))
    }

    private func shift() throws {
        for number in stride(from: 40, to: 0, by: -1) where directory.inode("eve.json.\(number)") != 0 {
            try directory.rename("eve.json.\(number)", to: "eve.json.\(number + 1)")
        }
    }

    /// Renames the file; the writer goes on in the old one until `reopen`.
    mutating func rename() throws {
        guard directory.inode("eve.json") != 0 else {
            return
        }
        try shift()
        try directory.rename("eve.json", to: "eve.json.1")
    }

    mutating func reopen() throws {
        try append(0)
        if directory.inode("eve.json") == 0 {
            inLive = []
        }
        writer = try Writer(directory.file("eve.json"))
    }

    /// Copies and empties, with `lost` lines written in between.
    mutating func copyTruncate(lost: Int) throws {
        guard directory.inode("eve.json") != 0 else {
            return
        }
        try append(0)
        try shift()
        try directory.write(directory.read("eve.json"), to: "eve.json.1")
        let before = inLive.count
        try append(lost)
        mayBeLost.formUnion(inLive[min(before, inLive.count)...])
        let live = try Writer(directory.file("eve.json"))
        try live.truncate()
        inLive = []
    }

    /// Deletes the file and makes a new one; a tailer that is not looking loses what it had not read.
    mutating func deleteAndCreate() throws {
        guard directory.inode("eve.json") != 0 else {
            return
        }
        try append(0)
        mayBeLost.formUnion(inLive)
        try directory.remove("eve.json")
        writer = try Writer(directory.file("eve.json"))
        inLive = []
    }
}

@Suite("Any mix of writing, rotating and restarting")
struct RotationPropertyTests {
    @Test(
        "gives every line exactly once, except those that the rotation itself loses",
        arguments: 0..<Soak.count(12, soak: 300))
    func exactlyOnce(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let directory = try TemporaryDirectory()
        let limits = ReadLimits(line: 1000, block: [64, 300, 1 << 15][seed % 3])
        let follower = Follower(directory.file("eve.json"), options: TailOptions(limits: limits))
        var writer = try RotatingWriter(directory)
        for _ in 0..<120 {
            switch Int.random(in: 0..<22, using: &generator) {
            case 0..<6: try writer.append(Int.random(in: 1...100, using: &generator))
            case 6..<8: try writer.appendHalf()
            case 8: try writer.rename()
            case 9: try writer.reopen()
            case 10:
                try writer.rename()
                try writer.append(3)
                try writer.reopen()
            case 11: try writer.copyTruncate(lost: Int.random(in: 0...2, using: &generator))
            case 12: try writer.deleteAndCreate()
            case 13:
                follower.poll(
                    budget: Int.random(in: 1...5000, using: &generator),
                    commits: Int.random(in: 0...2, using: &generator))
                follower.restart()
            case 14: follower.restart()
            case 15: follower.pass(seconds: Int64.random(in: 1...100, using: &generator))
            default: follower.poll(budget: Int.random(in: 1...20_000, using: &generator))
            }
        }
        try writer.append(1)
        follower.drain()
        follower.pass(seconds: 1000)
        follower.drain()
        follower.restart()
        follower.drain()

        var counts: [String: Int] = [:]
        for line in follower.lines {
            counts[line, default: 0] += 1
        }
        #expect(counts.filter { $0.value > 1 }.isEmpty, "seed \(seed): twice")
        let read = Set(follower.lines.compactMap(NumberedLine.number))
        let missing = writer.written.subtracting(read).subtracting(writer.mayBeLost)
        #expect(missing.sorted() == [], "seed \(seed)")
        #expect(read.isSubset(of: writer.written), "seed \(seed): invented")
    }
}
