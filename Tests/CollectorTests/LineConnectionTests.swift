// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Intake
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import Collector

@Suite("A sensor's socket") struct LineConnectionTests {
    private let queue = CollectedQueue()

    private func channel(lineLimit: Int = 1000) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(
            LineConnection(
                gateway: "gw-a", name: "one", queue: queue, lineLimit: lineLimit))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/nowhere")).wait()
        return channel
    }

    private func taken(_ channel: EmbeddedChannel) -> [(text: String, offset: UInt64, reason: Rejection.Reason?)] {
        queue.take(limit: .max).flatMap { batch in
            batch.acknowledge()
            let lines = batch.lines
            return lines.lines.indices.map { index in
                (
                    String(decoding: lines.bytes[lines.range(of: index)].dropLast(), as: UTF8.self),
                    lines.lines[index].offset, lines.refusals[index]
                )
            }
        }
    }

    @Test("lines come out whole, however they come in", arguments: UInt64(1)...10)
    func pieces(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let texts = (0..<40).map { "{\"n\":\($0),\"x\":\"\(String(repeating: "y", count: $0 * 7 % 50))\"}" }
        let all = Array((texts.joined(separator: "\n") + "\n\n{\"torn").utf8)
        let channel = try channel()
        var found: [(text: String, offset: UInt64, reason: Rejection.Reason?)] = []
        var start = 0
        while start < all.count {
            let end = min(all.count, start + Int.random(in: 1...70, using: &random))
            try channel.writeInbound(channel.allocator.buffer(bytes: all[start..<end]))
            found += taken(channel)
            start = end
        }
        _ = try channel.finish()
        found += taken(channel)
        #expect(found.map(\.text) == texts + ["{\"torn"])
        for line in found { #expect(all[Int(line.offset)...].starts(with: line.text.utf8)) }
    }

    @Test("a line that is too long is counted once and passed over")
    func tooLong() throws {
        let channel = try channel(lineLimit: 100)
        for piece in [String(repeating: "a", count: 80), String(repeating: "a", count: 80), "aaa\n{}\n"] {
            try channel.writeInbound(channel.allocator.buffer(string: piece))
        }
        let found = taken(channel)
        #expect(found.map(\.reason) == [.tooLong, nil])
        #expect(found.last?.text == "{}")
        _ = try channel.finish()
    }

    @Test("a sensor is heard through a real socket, which is taken away at the end")
    func socket() async throws {
        let path = "/tmp/vedette-\(UInt64.random(in: 0...UInt64.max)).sock"
        let listener = try SocketListener(path: path, gateway: "gw-a", queue: queue)
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path).get()
        try await client.writeAndFlush(ByteBuffer(string: "{\"a\":1}\n"))
        await queue.waitForBatch()
        let taken = queue.take(limit: .max)
        #expect(taken.first?.gateway == "gw-a")
        #expect(taken.first.map { String(decoding: $0.lines.bytes, as: UTF8.self) } == "{\"a\":1}\n")
        try await client.close()
        await Task.detached { listener.end() }.value
        await #expect(throws: (any Error).self) {
            _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path).get()
        }
    }
}
