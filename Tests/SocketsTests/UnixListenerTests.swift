// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

@testable import Sockets

@Suite("Unix sockets") final class UnixListenerTests {
    private let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appending(path: "vedette-s-\(UUID().uuidString.prefix(8))").path
    private var path: String { folder + "/s" }

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func connect() throws -> UnixConnection { try UnixConnection.connect(to: path, milliseconds: 5000) }

    /// The macros copy what they look at.
    private func expectReachable(
        _ listener: borrowing UnixListener, _ wanted: Bool = true, _ location: SourceLocation = #_sourceLocation
    ) {
        let isReachable = listener.isReachable
        #expect(isReachable == wanted, sourceLocation: location)
    }

    @Test("bytes go both ways, and the end is seen")
    func bytes() throws {
        let listener = try UnixListener(path: path)
        let here = try connect()
        let there = try #require(try listener.accept(milliseconds: 5000))
        try here.send(Array("question".utf8))
        #expect(try there.receive() == Array("question".utf8))
        try there.send(Array("answer".utf8))
        there.shutDown()
        #expect(try here.receive() == Array("answer".utf8))
        #expect(try here.receive().isEmpty)
        let failure = #expect(throws: SocketFailure.self) { try here.send([1]) }
        #expect(failure?.code == EPIPE)
    }

    @Test("the kernel says who it is, and the system in which groups")
    func peer() throws {
        let listener = try UnixListener(path: path)
        let here = try connect()
        let there = try #require(try listener.accept(milliseconds: 5000))
        let peer = try there.peer()
        #expect(peer == Peer(process: getpid(), user: getuid(), group: getgid()))
        #expect(peer.name == NSUserName())
        withExtendedLifetime(here) {}
    }

    @Test("only groups that there are and that one is in are counted")
    func groups() throws {
        let root = Peer(process: 1, user: 0, group: 0)
        #expect(root.name == "root")
        #expect(root.memberships(among: ["root", "nogroup", "no-such-group-here"]) == ["root"])
        let nobody = Peer(process: 1, user: 4_000_000_001, group: 0)
        #expect(nobody.name == "user 4000000001")
        // Its process's group counts, though nothing is known of the user.
        #expect(nobody.memberships(among: ["root", "nogroup"]) == ["root"])
        #expect(SystemGroup.number(of: "root") == 0)
        #expect(SystemGroup.number(of: "no-such-group-here") == nil)
    }

    @Test("a socket that was left behind is replaced; one that is listened at, and another file, are not")
    func leftBehind() throws {
        try Data().write(to: URL(filePath: path))
        #expect(throws: SocketFailure(code: EADDRINUSE)) { _ = try UnixListener(path: path) }
        #expect(FileManager.default.fileExists(atPath: path))
        _ = unsafe unlink(path)
        do {
            let listener = try UnixListener(path: path)
            #expect(throws: SocketFailure(code: EADDRINUSE)) { _ = try UnixListener(path: path) }
            expectReachable(listener)
            // As a process that is killed leaves it: the file stays, nobody listens.
            #expect(unsafe rename(path, path + "2") == 0)
            expectReachable(listener, false)
        }
        #expect(FileManager.default.fileExists(atPath: path + "2"), "a file that is not its own is not removed")
        #expect(unsafe rename(path + "2", path) == 0)
        #expect(throws: SocketFailure(code: ECONNREFUSED)) { _ = try connect() }
        do {
            let listener = try UnixListener(path: path)
            expectReachable(listener)
            _ = try connect()
        }
        #expect(!FileManager.default.fileExists(atPath: path), "it goes with its listener")
        #expect(throws: SocketFailure(code: ENOENT)) { _ = try connect() }
    }

    @Test("every user may connect, whatever the umask says")
    func mode() throws {
        let listener = try UnixListener(path: path)
        var status = stat()
        #expect(unsafe lstat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o666)
        expectReachable(listener)
    }

    @Test("who takes nothing, and who says nothing, is not waited for")
    func patience() throws {
        let listener = try UnixListener(path: path)
        let here = try connect()
        let there = try #require(try listener.accept(milliseconds: 5000))
        try there.setPatience(reading: 10, writing: 10)
        let silent = #expect(throws: SocketFailure.self) { try there.receive() }
        #expect(silent?.isLate == true)
        let full = #expect(throws: SocketFailure.self) { try there.send([UInt8](repeating: 0, count: 64 << 20)) }
        #expect(full?.isLate == true)
        withExtendedLifetime(here) {}
    }

    @Test("a path that is too long is said to be")
    func long() throws {
        let failure = #expect(throws: SocketFailure.self) {
            _ = try UnixListener(path: folder + "/" + String(repeating: "a", count: 200))
        }
        #expect(failure?.reason.contains("\(UnixListener.pathLimit) bytes") == true)
    }
}
