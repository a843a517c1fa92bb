// SPDX-License-Identifier: Apache-2.0

import Collector
import EVE
import Foundation
import Rules
import Testing

@testable import Station

@Suite("What a station tells other processes") struct ServedStatusTests {
    private static let now = Instant(seconds: 1_795_185_012)
    private let folder: Folder
    private var path: String { folder.path + "/serve.json" }

    init() throws { folder = try Folder() }

    private var status: FollowStatus {
        var status = FollowStatus(
            gateways: [.init(name: "gw-a", bytesBehind: 3_000_000, trouble: "cannot be read")], eventsPerSecond: 12.5,
            waiting: "disk full", hasCaughtUp: true)
        status.repairs = ["a day was made again"]
        status.ruleTrouble = ["x.yml: no rule"]
        status.orderTrouble = ["orders: locked"]
        status.limitHits = [RuleReference(id: "r", revision: 2, title: "A rule", level: "high"): 7]
        var collector = CollectorStatus()
        collector.gateways["gw-b"] = .init()
        collector.gateways["gw-b"]?.connections = 2
        collector.gateways["gw-b"]?.address = "192.0.2.7"
        status.collector = collector
        return status
    }

    @Test("another process reads what was told")
    func told() throws {
        var writer = ServedStatusFile(directory: folder.path)
        var reader = ServedStatusFile(directory: folder.path)
        #expect(reader.status(at: Self.now) == nil)
        writer.tell(status, at: Self.now)
        #expect(reader.status(at: Self.now) == status)
        writer.tell(FollowStatus(), at: Self.now.advanced(byMicroseconds: 1_000_000))
        #expect(reader.status(at: Self.now) == FollowStatus())
        writer.remove()
        #expect(reader.status(at: Self.now) == nil)
    }

    @Test("what has not changed is not written again, but for a sign of life")
    func unchanged() throws {
        var writer = ServedStatusFile(directory: folder.path)
        writer.tell(status, at: Self.now)
        let first = try Data(contentsOf: URL(filePath: path))
        writer.tell(status, at: Self.now.advanced(byMicroseconds: ServedStatus.pace - 1))
        #expect(try Data(contentsOf: URL(filePath: path)) == first)
        writer.tell(status, at: Self.now.advanced(byMicroseconds: ServedStatus.pace))
        #expect(try Data(contentsOf: URL(filePath: path)) != first)
    }

    @Test("a status that a dead process has left, or one of the future, tells nothing")
    func old() {
        var writer = ServedStatusFile(directory: folder.path)
        writer.tell(status, at: Self.now)
        var reader = ServedStatusFile(directory: folder.path)
        #expect(reader.status(at: Self.now.advanced(byMicroseconds: ServedStatus.patience)) != nil)
        #expect(reader.status(at: Self.now.advanced(byMicroseconds: ServedStatus.patience + 1)) == nil)
        #expect(reader.status(at: Self.now.advanced(byMicroseconds: -ServedStatus.patience - 1)) == nil)
    }

    @Test(
        "files that are none tell nothing",
        arguments: ["", "{", "[]", "{\"version\":1}", "{\"version\":2,\"written\":0}", "null"])
    func garbage(_ text: String) throws {
        try folder.write(text, to: "serve.json")
        var reader = ServedStatusFile(directory: folder.path)
        #expect(reader.status(at: Self.now) == nil)
    }

    @Test("a file of another version, one that is too long, and a folder in its place tell nothing")
    func strange() throws {
        let good = try JSONEncoder().encode(ServedStatus(status, at: Self.now))
        #expect(ServedStatus(bytes: good) != nil)
        let text = String(decoding: good, as: UTF8.self)
        #expect(ServedStatus(bytes: Data(text.replacing("\"version\":1", with: "\"version\":2").utf8)) == nil)
        let padding = String(repeating: " ", count: ServedStatus.lengthLimit)
        try folder.write(text + padding, to: "serve.json")
        var reader = ServedStatusFile(directory: folder.path)
        #expect(reader.status(at: Self.now) == nil)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(reader.status(at: Self.now) == nil)
    }

    @Test("numbers and texts that no station tells are bounded")
    func extremes() throws {
        var wild = ServedStatus(status, at: Self.now)
        wild.rate = -5
        wild.waiting = String(repeating: "x", count: 100_000)
        wild.senders?[0].connections = -3
        wild.limitHits[0].count = -1
        let found = wild.followStatus
        #expect(found.eventsPerSecond == 0)
        #expect(found.waiting.count == 1000)
        #expect(found.collector?.gateways["gw-b"]?.connections == 0)
        #expect(found.limitHits.isEmpty)
    }
}
