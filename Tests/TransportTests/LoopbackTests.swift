// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import NIOCore
import NIOPosix
import Testing
import Transport

/// Answers the first bytes that arrive with the same and the peer's name, then closes; and tells how it went.
private final class Echo: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let outcome: EventLoopPromise<String>
    private var name = ""

    init(_ outcome: EventLoopPromise<String>) { self.outcome = outcome }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeDone(let peer)? = event as? TLSEvent else { return }
        name = "\(peer.certificate?.commonName ?? "nobody") by \(peer.version)"
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var answer = unwrapInboundIn(data)
        answer.writeString("\(name)\n")
        outcome.succeed(name)
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { outcome.succeed("\(error)") }

    func channelInactive(context: ChannelHandlerContext) { outcome.succeed("closed") }
}

/// Sends a line once the handshake is done, and tells the first line that comes back.
private final class Asker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let outcome: EventLoopPromise<String>
    private var text = ""

    init(_ outcome: EventLoopPromise<String>) { self.outcome = outcome }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is TLSEvent else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "abc\n")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard text.hasSuffix("\n") else { return }
        outcome.succeed(text)
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { outcome.succeed("\(error)") }

    func channelInactive(context: ChannelHandlerContext) { outcome.succeed("closed") }
}

@Suite("TLS with openssl over loopback", .serialized, .enabled(if: OpenSSLProgram.isExpected, "skipped: no openssl"))
struct LoopbackTests {
    @Test("s_client is answered with its certificate, and turned away without", arguments: ["1_2", "1_3"])
    func client(version: String) async throws {
        let tls = try TLSCase()
        let context = try tls.server()
        for hasCertificate in [true, false] {
            let outcome = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: String.self)
            let listener = try await listen(context, outcome)
            let port = try #require(listener.localAddress?.port)
            let program = try OpenSSLProgram(
                [
                    "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", "@ca", "-verify_return_error", "-quiet",
                    "-tls\(version)",
                ]
                    + (hasCertificate ? ["-cert", "@cert", "-key", "@key"] : []),
                tls.authority.certificate, tls.gateway, input: "hello ")
            let printed = program.finish()
            let told = try await outcome.futureResult.get()
            try await listener.close().get()
            if hasCertificate {
                let name = "gw-harbour by TLSv\(version.replacing("_", with: "."))"
                #expect(told == name && printed.contains("hello \(name)\n"), "\(printed)")
            } else {
                #expect(told == TLSFailure.noCertificate.description)
                #expect(!printed.contains("hello"), "\(printed)")
            }
        }
    }

    /// A server on a free port, each of whose connections is answered by an `Echo`.
    private func listen(_ context: TLSContext, _ outcome: EventLoopPromise<String>) async throws -> any Channel {
        try await ServerBootstrap(group: outcome.futureResult.eventLoop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        TLSHandler(context, deadline: .seconds(30)), Echo(outcome),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    @Test("s_client cannot resume a session: each handshake is a whole one", arguments: ["1_2", "1_3"])
    func resumption(version: String) async throws {
        let tls = try TLSCase()
        let outcome = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: String.self)
        let listener = try await listen(tls.server(), outcome)
        let port = try #require(listener.localAddress?.port)
        let program = try OpenSSLProgram(
            [
                "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", "@ca", "-cert", "@cert", "-key", "@key",
                "-reconnect", "-tls\(version)",
            ], tls.authority.certificate, tls.gateway, input: "")
        let printed = program.finish()
        _ = try await outcome.futureResult.get()
        try await listener.close().get()
        let lines = printed.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("New, TLSv") } == 6, "\(printed)")
        #expect(!lines.contains { $0.hasPrefix("Reused, ") })
    }

    @Test("s_server is asked with a certificate, and refuses without", arguments: ["1_2", "1_3"])
    func server(version: String) async throws {
        let tls = try TLSCase()
        for hasCertificate in [true, false] {
            let program = try OpenSSLProgram(
                [
                    "s_server", "-accept", "127.0.0.1:0", "-cert", "@cert", "-key", "@key", "-CAfile", "@ca", "-Verify",
                    "2",
                    "-verify_return_error", "-rev", "-naccept", "1", "-tls\(version)",
                ], tls.authority.certificate, tls.station, input: "")
            let ready = program.read(until: "ACCEPT 127.0.0.1:")
            let port = try #require(
                Int(ready.split(separator: "ACCEPT 127.0.0.1:").last?.split(separator: "\n").first ?? ""))
            let context = try tls.client(hasCertificate ? tls.gateway : nil, name: "station.example")
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let outcome = loop.makePromise(of: String.self)
            _ = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers([
                            TLSHandler(context, deadline: .seconds(30)), Asker(outcome),
                        ])
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
            let told = try await outcome.futureResult.get()
            if hasCertificate {
                #expect(told == "cba\n")
            } else {
                // The alert, or the closed connection if that comes first.
                #expect(told != "cba\n")
            }
        }
    }
}
