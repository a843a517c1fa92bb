// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import Intake
import Lumberjack
import NIOCore
import NIOPosix
import Testing
import Transport

@testable import Collector

/// A shipper's end of a connection over the network.
private final class Client: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What comes back: sequences, and at last why it ended.
    enum News: Equatable, Sendable {
        case acknowledged(UInt32)
        case ended
    }

    private let news: AsyncStream<News>.Continuation
    private var reader = AckReader()

    init(_ news: AsyncStream<News>.Continuation) { self.news = news }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.push(Array(unwrapInboundIn(data).readableBytesView))
        // On a busy machine it is kept waiting.
        while let sequence = try? reader.next() {
            if sequence > 0 { news.yield(.acknowledged(sequence)) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        news.yield(.ended)
        news.finish()
    }

    static func connect(
        to port: Int, _ context: TLSContext
    ) async throws -> (channel: any Channel, news: AsyncStream<News>) {
        let (news, continuation) = AsyncStream.makeStream(of: News.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(10)), Client(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return (channel, news)
    }
}

@Suite("The collector over loopback") struct CollectorTests {
    private let tls: TLSCase
    private let queue = CollectedQueue()

    init() throws { tls = try TLSCase() }

    private func collector(_ limits: CollectorLimits = CollectorLimits()) throws -> Collector {
        let own = tls.gateway.chain[0].fingerprint
        let access = Collector.Access(identity: tls.station, authority: tls.authority.certificate) {
            $0.fingerprint == own ? "gw-harbour" : nil
        }
        return try Collector(host: "127.0.0.1", port: 0, access: access, queue: queue, limits: limits)
    }

    private static func window() throws -> [UInt8] {
        var writer = try LumberjackWriter()
        writer.append(Array("{\"timestamp\":\"2026-11-24T10:00:00Z\",\"event_type\":\"flow\"}".utf8))
        return writer.finish()
    }

    /// Stores what comes until nothing more is expected.
    private func store(_ count: Int) async throws {
        var left = count
        while left > 0 {
            await queue.waitForBatch()
            for batch in queue.take(limit: .max) {
                batch.acknowledge()
                left -= batch.lines.lines.count
            }
        }
    }

    @Test("a gateway with its certificate is heard and answered")
    func heard() async throws {
        let collector = try collector()
        let (channel, news) = try await Client.connect(to: collector.port, tls.client(tls.gateway))
        try await channel.writeAndFlush(ByteBuffer(bytes: Self.window()))
        try await store(1)
        var iterator = news.makeAsyncIterator()
        #expect(await iterator.next() == .acknowledged(1))
        #expect(collector.status.gateways["gw-harbour"]?.connections == 1)
        #expect(collector.status.gateways["gw-harbour"]?.address == "127.0.0.1")
        collector.recheck { _, _ in false }
        #expect(await iterator.next() == .ended)
        #expect(collector.status.refusals.last?.contains("was revoked") == true)
        await Task.detached { collector.end() }.value
    }

    @Test("strangers are turned away: no certificate, another authority's, one that is not enrolled, too many")
    func strangers() async throws {
        var limits = CollectorLimits()
        limits.connectionsPerGateway = 1
        let collector = try collector(limits)
        let other = try Authorities.authority("Other").identity("gw-harbour", purpose: .client)
        let unknown = try tls.authority.identity("gw-harbour", purpose: .client, serial: 77)
        for identity in [nil, other, unknown] {
            let (_, news) = try await Client.connect(to: collector.port, tls.client(identity))
            #expect(await news.first { _ in true } == .ended)
        }
        let (channel, news) = try await Client.connect(to: collector.port, tls.client(tls.gateway))
        try await channel.writeAndFlush(ByteBuffer(bytes: Self.window()))
        try await store(1)
        #expect(await news.first { _ in true } == .acknowledged(1))
        let (_, second) = try await Client.connect(to: collector.port, tls.client(tls.gateway))
        #expect(await second.first { _ in true } == .ended)
        #expect(collector.status.refused >= 4)
        #expect(queue.take(limit: .max).isEmpty)
        try await channel.close()
        await Task.detached { collector.end() }.value
    }

    @Test("a place that is taken is an error that names it")
    func taken() throws {
        let first = try collector()
        defer { first.end() }
        let access = Collector.Access(identity: tls.station, authority: tls.authority.certificate) { _ in nil }
        #expect {
            _ = try Collector(host: "127.0.0.1", port: first.port, access: access, queue: queue)
        } throws: { error in
            (error as? CollectorError)?.message.contains("127.0.0.1:\(first.port)") == true
        }
    }
}
