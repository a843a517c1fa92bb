// SPDX-License-Identifier: Apache-2.0

import AttesterProtocol
import Crypto
import Fixtures
import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Transport

@testable import Agent

/// A station's side of lines of questions: notes what it is told, and asks.
final class AskingStation: Sendable {
    struct State: Sendable {
        var hellos: [AttesterHello] = []
        var answers: [Int: AttesterAnswer.Content] = [:]
        var connections = 0
        var channel: (any Channel)?
        var number = 0
    }

    private final class Events: Sendable {
        let state = Mutex(State())
    }

    private let events = Events()
    let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(_ tls: TLSCase) throws {
        let context = try tls.server(.required, identity: nil)
        let events = events
        let listening = try ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(60)), Talk(events))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        self.port = try #require(listening.localAddress?.port)
    }

    deinit { try? group.syncShutdownGracefully() }

    var hello: AttesterHello? { events.state.withLock { $0.hellos.last } }
    var connections: Int { events.state.withLock { $0.connections } }

    /// Asks, and tells the number.
    func send(_ content: AttesterQuestion.Content, of device: String) throws -> Int {
        let (number, channel) = events.state.withLock { state in
            state.number += 1
            return (state.number, state.channel)
        }
        let open = try #require(channel)
        let question = AttesterQuestion(number: number, device: device, content)
        open.writeAndFlush(open.allocator.buffer(bytes: question.line), promise: nil)
        return number
    }

    func answer(to number: Int) -> AttesterAnswer.Content? { events.state.withLock { $0.answers[number] } }

    /// Asks, and waits for the answer.
    func ask(_ content: AttesterQuestion.Content, of device: String) throws -> AttesterAnswer.Content {
        let number = try send(content, of: device)
        #expect(becomesTrue { answer(to: number) != nil })
        return try #require(answer(to: number))
    }

    /// Sends what may be no question.
    func send(_ bytes: [UInt8]) {
        guard let channel = events.state.withLock({ $0.channel }) else { return }
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
    }

    private final class Talk: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let events: Events
        private var unread: [UInt8] = []
        private var isHello = false

        init(_ events: Events) { self.events = events }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unread += Array(buffer: unwrapInboundIn(data))
            while let feed = unread.firstIndex(of: UInt8(ascii: "\n")) {
                take(Array(unread[..<feed]), context.channel)
                unread.removeSubrange(...feed)
            }
        }

        /// A connection is one of these from its first hello on: orders come to the same port.
        private func take(_ line: [UInt8], _ channel: any Channel) {
            events.state.withLock { state in
                if AttesterHello.isHello(line) {
                    if !isHello { state.connections += 1 }
                    isHello = true
                    state.channel = channel
                    if let hello = try? AttesterHello(line: line) { state.hellos.append(hello) }
                } else if let answer = try? AttesterAnswer(line: line) {
                    state.answers[answer.number] = answer.content
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
