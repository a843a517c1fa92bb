// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import Glibc
internal import Messages
internal import NIOCore
internal import Transport

/// One line on which the station asks, behind its TLS: hellos and answers go out, questions come in, each a line.
final class AttesterConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Event = StationLineEvent<Asked>

    /// A question, and where its answer goes: to the connection that it came on, whose numbers are no other's. After its end that is nowhere.
    struct Asked: Sendable {
        let question: AttesterQuestion
        let reply: @Sendable (AttesterAnswer) -> Void
    }

    /// There is another hello.
    struct HelloChanged: Sendable {}

    private let hello: () -> AttesterHello
    private let interval: Int64
    private let pause: Int64
    private let tell: @Sendable (Event) -> Void
    private var isOpen = false
    private var lines = LineBuffer()
    private var reason: String?
    private var keepAlive: Scheduled<Void>?
    /// When the next hello may be sent; ticks.
    private var due: Int64 = 0
    /// Whether one was due while the station did not read.
    private var isLeftOut = false

    /// - Parameters:
    ///   - hello: what there is to tell now.
    ///   - interval: after how many microseconds that is sent again.
    ///   - pause: how many are between two, whatever changes.
    init(
        hello: @escaping () -> AttesterHello, interval: Int64, pause: Int64, tell: @escaping @Sendable (Event) -> Void
    ) {
        self.hello = hello
        self.interval = interval
        self.pause = pause
        self.tell = tell
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSEvent.handshakeDone:
            isOpen = true
            tell(.connected)
            send(context)
        case is HelloChanged: send(context)
        case let answer as AttesterAnswer: if isOpen { write(answer.line, context) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Sends a hello, now or once it may be and the station reads; what has changed by then is in it.
    private func send(_ context: ChannelHandlerContext) {
        guard isOpen else { return }
        keepAlive?.cancel()
        let wait = due - AgentClock.ticks
        isLeftOut = wait <= 0 && !context.channel.isWritable
        if wait <= 0 && !isLeftOut {
            due = AgentClock.ticks + pause
            write(hello().line, context)
        }
        keepAlive = context.eventLoop.assumeIsolated().scheduleTask(in: .microseconds(wait > 0 ? wait : interval)) {
            self.send(context)
        }
    }

    private func write(_ line: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: line)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isOpen, reason == nil else { return }
        let channel = context.channel
        lines.add(unwrapInboundIn(data))
        while let line = lines.next() {
            do throws(MessageError) {
                let question = try AttesterQuestion(line: line)
                tell(.came(Asked(question: question) { channel.pipeline.fireUserInboundEventTriggered($0) }))
            } catch {
                return end(context, "what it asks cannot be answered: \(error.message)")
            }
        }
        if lines.count > AttesterQuestion.sizeLimit {
            end(context, "what it asks has more than \(AttesterQuestion.sizeLimit >> 10) KiB")
        }
    }

    /// A station that does not read the answers is not read from: what waits for it would have no bound.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        context.channel.setOption(.autoRead, value: isWritable).whenFailure { _ in }
        if isWritable && isLeftOut { send(context) }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, BrokenConnection.words(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOpen = false
        keepAlive?.cancel()
        tell(.ended(reason ?? "it closed the connection"))
    }

    private func end(_ context: ChannelHandlerContext, _ reason: String) {
        if self.reason == nil { self.reason = reason }
        lines.removeAll()
        context.close(promise: nil)
    }
}
