// SPDX-License-Identifier: Apache-2.0
import EVE
import Intake
import Testing

@Suite("Following a file without reading on")
struct FileTailerVanishingTests {
    let directory: TemporaryDirectory
    let follower: Follower

    init() throws {
        directory = try TemporaryDirectory()
        follower = Follower(directory.file("eve.json"))
        try directory.write("1\n", to: "eve.json")
        follower.poll()
    }

    @Test("files that are there are left alone, and read later")
    func waits() throws {
        try Writer(directory.file("eve.json")).append("2\n")
        #expect(follower.pollVanishing().isEmpty)
        try directory.rename("eve.json", to: "eve.json.1")
        try directory.write("3\n", to: "eve.json")
        #expect(follower.pollVanishing() == [.rotated, .opened(offset: 0)])
        // Longer than a file that was read to its end would be held.
        follower.pass(seconds: 1000)
        #expect(follower.pollVanishing().isEmpty)
        #expect(follower.lines == ["1"])
        #expect(follower.lag.bytesBehind == 4)
        follower.drain()
        #expect(follower.lines == ["1", "2", "3"])
    }

    @Test("a file that is removed is read, as far as the budget goes, and later the rest")
    func removed() throws {
        try directory.rename("eve.json", to: "eve.json.1")
        try Writer(directory.file("eve.json.1")).append("2\n3\n4\n")
        try directory.write("5\n", to: "eve.json")
        follower.pollVanishing(budget: 0)
        try directory.remove("eve.json.1")
        follower.pollVanishing(budget: 0)
        #expect(follower.lines == ["1"])
        follower.pollVanishing(budget: 2)
        #expect(follower.lines == ["1", "2"])
        follower.pollVanishing()
        #expect(follower.lines == ["1", "2", "3", "4"])
        follower.drain()
        #expect(follower.lines == ["1", "2", "3", "4", "5"])
    }

    @Test("files of several rotations and copies are held, those that were there before too")
    func several() throws {
        try directory.write("0\n", to: "eve.json.3")
        try directory.rename("eve.json", to: "eve.json.2")
        try Writer(directory.file("eve.json.2")).append("2\n")
        try directory.write("3\n", to: "eve.json")
        follower.pollVanishing()
        try directory.write("3\n", to: "eve.json.1")
        try Writer(directory.file("eve.json")).truncate()
        try Writer(directory.file("eve.json")).append("4\n")
        follower.pollVanishing()
        follower.pollVanishing()
        for name in ["eve.json.1", "eve.json.2", "eve.json.3"] { try directory.remove(name) }
        follower.pollVanishing()
        #expect(follower.lines.sorted() == ["0", "1", "2", "3"])
        follower.drain()
        #expect(follower.lines.sorted() == ["0", "1", "2", "3", "4"])
    }
}
