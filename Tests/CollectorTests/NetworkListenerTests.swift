// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Collector

@Suite("A port that is listened on") struct NetworkListenerTests {
    @Test("asks its peers' kernels whether they are there, and gives up those that do not answer")
    func noticesTheDead() async throws {
        let (channels, continuation) = AsyncStream.makeStream(of: (any Channel).self)
        let listener = try NetworkListener(host: "127.0.0.1", port: 0) { continuation.yield($0) }
        defer { listener.end() }
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: listener.port).get()
        var iterator = channels.makeAsyncIterator()
        let channel = try #require(await iterator.next())
        // What is being opened gets its options on its event loop before it is active; this one comes behind that.
        try await channel.eventLoop.submit {}.get()
        #expect(try await channel.getOption(.socketOption(.so_keepalive)).get() != 0)
        for (option, seconds) in [(TCP_KEEPIDLE, 60), (TCP_KEEPINTVL, 15), (TCP_USER_TIMEOUT, 120_000)] {
            #expect(try await channel.getOption(.tcpOption(.init(rawValue: option))).get() == seconds)
        }
        try await client.close()
    }
}
