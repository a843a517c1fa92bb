// SPDX-License-Identifier: Apache-2.0
import Compression
import EVE
import Intake
import Testing

@Suite("Following a file through rotations")
struct FileTailerTests {
    let directory: TemporaryDirectory
    let follower: Follower

    init() throws {
        directory = try TemporaryDirectory()
        follower = Follower(directory.file("eve.json"))
    }

    @Test("lines come out as they are written, and bookmarks move with them")
    func grows() throws {
        let writer = try Writer(directory.file("eve.json"))
        #expect(follower.poll() == [.opened(offset: 0)])
        try writer.append("a\nb\n")
        #expect(follower.poll() == [.lines])
        try writer.append("c\n")
        follower.poll()
        #expect(follower.lines == ["a", "b", "c"])
        #expect(follower.poll().isEmpty)
        let bookmark = try #require(follower.stored[1])
        #expect(bookmark.offset == 6)
        #expect(bookmark.lines == 3)
        #expect(bookmark.events == 3)
        #expect(bookmark.gateway == "gw-1")
        #expect(bookmark.tailHash == Fingerprint.hash("a\nb\nc\n".utf8))
        #expect(bookmark.head == Bookmark.Head(length: 6, hash: Fingerprint.hash("a\nb\nc\n".utf8)))
    }

    @Test("a half-written last line waits")
    func halfWritten() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("one\ntw")
        follower.poll()
        #expect(follower.lines == ["one"])
        #expect(follower.lag.bytesBehind == 2)
        try writer.append("o")
        follower.poll()
        #expect(follower.lines == ["one"])
        try writer.append("\nthree\n")
        follower.poll()
        #expect(follower.lines == ["one", "two", "three"])
        #expect(follower.lag.bytesBehind == 0)
    }

    @Test("a file or directory that appears later is told missing once, then read")
    func appearsLater() throws {
        let follower = Follower(directory.file("later/eve.json"))
        #expect(follower.poll() == [.missing])
        #expect(follower.poll().isEmpty)
        #expect(!follower.lag.isPresent)
        try directory.makeDirectory("later")
        #expect(follower.poll().isEmpty)
        try directory.write("x\n", to: "later/eve.json")
        #expect(follower.poll() == [.opened(offset: 0), .lines])
        #expect(follower.lines == ["x"])
        #expect(follower.lag.isPresent)
    }

    @Test("a rotated-away file that grows while others take all the budget is not given up")
    func growsWhileOthersAreRead() throws {
        for name in ["eve.json.2", "eve.json.1"] {
            try directory.write("\(name)\n", to: "eve.json")
            follower.poll()
            try directory.rename("eve.json", to: name)
        }
        try directory.write("live\n", to: "eve.json")
        follower.poll()
        try Writer(directory.file("eve.json.2")).append("a\nb\n")
        try Writer(directory.file("eve.json.1")).append("c\n")
        follower.pass(seconds: 20)
        follower.poll(budget: 2)
        follower.drain()
        #expect(follower.lines == ["eve.json.2", "eve.json.1", "live", "a", "b", "c"])
    }

    @Test("lines written to the old inode after a rename are read, before and after the new file appears")
    func renameAndCreate() throws {
        let old = try Writer(directory.file("eve.json"))
        try old.append("1\n")
        follower.poll()
        try directory.rename("eve.json", to: "eve.json.1")
        try old.append("2\n")
        #expect(follower.poll().contains(.missing))
        try old.append("3\n")
        let new = try Writer(directory.file("eve.json"))
        follower.poll()
        try old.append("4\n")
        follower.poll()
        try new.append("5\n")
        follower.poll()
        try old.append("6\n")
        follower.poll()
        #expect(follower.lines == ["1", "2", "3", "4", "5", "6"])
        #expect(follower.marks.filter { $0 == .rotated }.count == 1)
        follower.pass(seconds: 60)
        #expect(follower.poll() == [.finished])
        follower.pass(seconds: 60)
        #expect(follower.poll().isEmpty)
    }

    @Test("a rotated-away file stays open while the new one is empty, for ten minutes")
    func waitsForReopening() throws {
        let old = try Writer(directory.file("eve.json"))
        try old.append("1\n")
        follower.poll()
        try directory.rename("eve.json", to: "eve.json.1")
        try directory.write("", to: "eve.json")
        follower.poll()
        follower.pass(seconds: 599)
        #expect(!follower.poll().contains(.finished))
        try old.append("2\n")
        follower.poll()
        #expect(follower.lines == ["1", "2"])
        follower.pass(seconds: 600)
        #expect(follower.poll().contains(.finished))
    }

    @Test("two rotations between two looks lose nothing")
    func rotatedTwice() throws {
        try directory.write("1\n2\n", to: "eve.json")
        follower.poll()
        try directory.rename("eve.json", to: "eve.json.1")
        try directory.write("3\n4\n", to: "eve.json")
        try directory.rename("eve.json.1", to: "eve.json.2")
        try directory.rename("eve.json", to: "eve.json.1")
        try directory.write("5\n", to: "eve.json")
        follower.poll()
        #expect(follower.lines == ["1", "2", "3", "4", "5"])
    }

    @Test("a last line without its end is given when its file is complete")
    func unfinishedAtRotation() throws {
        try directory.write("1\n{\"torn\":", to: "eve.json")
        follower.poll()
        try directory.rename("eve.json", to: "eve.json.1")
        try directory.write("2\n", to: "eve.json")
        follower.drain()
        follower.pass(seconds: 60)
        follower.poll()
        #expect(follower.lines == ["1", "2", "{\"torn\":"])
        follower.restart()
        follower.drain()
        #expect(follower.lines.count == 3)
    }

    @Test("copytruncate is seen by the size, and the copy gives what was not read")
    func copyTruncate() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("1\n2\n")
        follower.poll()
        try writer.append("3\n")
        try directory.write(directory.read("eve.json"), to: "eve.json.1")
        try writer.truncate()
        try writer.append("4\n")
        #expect(follower.poll().contains(.truncated))
        #expect(follower.lines == ["1", "2", "3", "4"])
    }

    @Test("copytruncate is seen by the content when the file has regrown past the old place")
    func copyTruncateRegrown() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("1\n2\n")
        follower.poll()
        try writer.truncate()
        try writer.append("33\n44\n55\n66\n")
        #expect(follower.poll().contains(.truncated))
        #expect(follower.lines == ["1", "2", "33", "44", "55", "66"])
    }

    @Test("a truncation to nothing and the same length again is seen by the content")
    func sameLength() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("one\n")
        follower.poll()
        try writer.truncate()
        try writer.append("two\n")
        follower.poll()
        #expect(follower.lines == ["one", "two"])
    }

    @Test("a different place before the offset is seen even when the head is the same")
    func sameHead() throws {
        let head = String(repeating: "h", count: 4999) + "\n"
        let writer = try Writer(directory.file("eve.json"))
        try writer.append(head + "one\n")
        follower.poll()
        try writer.truncate()
        try writer.append(head + "two\nthree\n")
        #expect(follower.poll().contains(.truncated))
        #expect(follower.lines.suffix(2) == ["two", "three"])
    }

    @Test("a deleted file is drained and its successor followed")
    func deleted() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("1\n")
        follower.poll()
        try directory.remove("eve.json")
        try writer.append("2\n")
        follower.poll()
        try directory.write("3\n", to: "eve.json")
        try writer.append("4\n")
        follower.poll()
        #expect(follower.lines == ["1", "2", "4", "3"])
    }

    @Test("a file replaced by an empty one that fills later stays one source")
    func replacedByEmpty() throws {
        try directory.write("1\n", to: "eve.json")
        follower.poll()
        try directory.write("", to: "new")
        try directory.rename("new", to: "eve.json")
        let writer = try Writer(directory.file("eve.json"))
        follower.poll()
        for number in 2..<1500 {
            try writer.append("\(number)\n")
            if number % 97 == 0 {
                follower.poll()
            }
        }
        follower.poll()
        #expect(follower.lines == (1..<1500).map(String.init))
        #expect(follower.stored.count == 2)
        #expect(follower.stored[2]?.head.length == 4096)
        #expect(!follower.marks.contains(.truncated))
    }

    @Test("a file moved away and back goes on where it was")
    func movedBack() throws {
        let writer = try Writer(directory.file("eve.json"))
        try writer.append("1\n")
        follower.poll()
        try directory.rename("eve.json", to: "eve.json.1")
        try directory.write("2\n", to: "eve.json")
        follower.poll()
        try directory.rename("eve.json.1", to: "eve.json")
        try writer.append("3\n")
        follower.poll()
        #expect(follower.lines == ["1", "2", "3"])
        #expect(follower.stored.count == 2)
    }

    @Test("a copy put in the place of its original goes on where the original was")
    func replacedByCopy() throws {
        try directory.write("1\n2\n", to: "eve.json")
        follower.poll()
        try directory.write("1\n2\n3\n", to: "copy")
        try directory.rename("copy", to: "eve.json")
        follower.poll()
        #expect(follower.lines == ["1", "2", "3"])
        #expect(follower.stored.count == 1)
    }
}
