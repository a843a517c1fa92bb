// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Fixtures
import Foundation
import NIOCore
import NIOPosix
import Pushes
import Synchronization
import Testing
import Transport

@testable import Agent

/// A station's side of lines of orders: notes what is reported, and sends what it is told to.
final class OrdersModel: Sendable {
    struct State: Sendable {
        var reports: [PushReport] = []
        var connections = 0
        var channel: (any Channel)?
        /// What every new connection is sent first.
        var greeting: [UInt8] = []
    }

    /// What has happened, for the threads of the network.
    final class Events: Sendable {
        let state = Mutex(State())
    }

    private let events = Events()
    let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(_ tls: TLSCase, port: Int = 0, identity: TLSIdentity? = nil) throws {
        let context = try tls.server(.required, identity: identity)
        let events = events
        let listening = try ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(60)),
                        Talk(connected: { channel in
                            let greeting = events.state.withLock { state in
                                state.connections += 1
                                state.channel = channel
                                return state.greeting
                            }
                            if !greeting.isEmpty { Self.send(greeting, channel) }
                        }) { report in events.state.withLock { $0.reports.append(report) } })
                }
            }
            .bind(host: "127.0.0.1", port: port).wait()
        self.port = try #require(listening.localAddress?.port)
    }

    deinit { end() }

    func end() { try? group.syncShutdownGracefully() }

    var connections: Int { events.state.withLock { $0.connections } }
    var reports: [PushReport] { events.state.withLock { $0.reports } }

    /// Has every new connection be sent this first.
    func greet(_ bytes: [UInt8]) { events.state.withLock { $0.greeting = bytes } }

    func greet(_ order: PushOrder, by identity: TLSIdentity) throws {
        greet(try SignedPush(order, by: identity.key).line)
    }

    var last: PushReport? { reports.last }

    func send(_ bytes: [UInt8]) {
        guard let channel = events.state.withLock({ $0.channel }) else { return }
        Self.send(bytes, channel)
    }

    func send(_ order: PushOrder, by identity: TLSIdentity) throws {
        send(try SignedPush(order, by: identity.key).line)
    }

    /// Ends the connection that came last.
    func cut() { events.state.withLock { $0.channel }?.close(promise: nil) }

    private static func send(_ bytes: [UInt8], _ channel: any Channel) {
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
    }

    private final class Talk: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let connected: (any Channel) -> Void
        private let report: (PushReport) -> Void
        private var unread: [UInt8] = []

        init(connected: @escaping (any Channel) -> Void, report: @escaping (PushReport) -> Void) {
            self.connected = connected
            self.report = report
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is TLSEvent { connected(context.channel) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unread += Array(buffer: unwrapInboundIn(data))
            while let feed = unread.firstIndex(of: UInt8(ascii: "\n")) {
                if let report = try? PushReport(line: Array(unread[..<feed])) { self.report(report) }
                unread.removeSubrange(...feed)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

extension TLSCase {
    /// Writes what enrolment would have into an agent's folder.
    func enrol(_ folder: AgentFolder, enrolment: Int, collector: Int) throws {
        let own = try gateway.key.pem() + gateway.chain[0].pem() + authority.certificate.pem()
        try GatewayModel.write(own, folder.identity)
        try GatewayModel.write(authority.certificate.pem(), folder.authority)
        try GatewayModel.write(Array("127.0.0.1:\(enrolment)\n127.0.0.1:\(collector)\n".utf8), folder.station)
    }
}
