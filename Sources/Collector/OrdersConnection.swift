// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Messages
internal import NIOCore
internal import Pushes
internal import Transport

/// One gateway's line of orders: reports in, orders out, one at a time.
final class OrdersConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let book: OrdersBook
    private let gateway: String
    private var limits: OrdersLimits { book.limits }
    private var context: ChannelHandlerContext?
    private var timer: RepeatedTask?
    // In.
    private var lines = LineBuffer()
    private var allowance: Double
    private var lastFill = NIODeadline.now()
    private var lastReport = NIODeadline.now()
    // Out.
    private var rest: ByteBuffer?
    /// Whether the other side has not taken all of an order.
    private var isSending = false
    private var lastPiece = NIODeadline.now()
    /// Since when it has all of an order that it told nothing of.
    private var sentAt: NIODeadline?
    private var hasAnswered = true

    init(_ book: OrdersBook, of gateway: String) {
        self.book = book
        self.gateway = gateway
        allowance = book.limits.reportBurst
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let pace = TimeAmount.milliseconds(limits.lookMilliseconds)
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: pace, delay: pace) { _ in
            bound.value.look(at: .now())
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let received = book.clock?()
        lines.add(unwrapInboundIn(data))
        while let line = lines.next() { guard take(line, received, context) else { return } }
        if lines.count > PushReport.sizeLimit { refuse("a report has more than \(PushReport.sizeLimit >> 10) KiB") }
    }

    /// Takes a line that came at `received`; false where it ends the connection.
    private func take(_ line: [UInt8], _ received: Instant?, _ context: ChannelHandlerContext) -> Bool {
        let now = NIODeadline.now()
        let gained = Double((now - lastFill).nanoseconds) / 1e9 * limits.reportsPerSecond
        allowance = min(limits.reportBurst, allowance + gained) - 1
        lastFill = now
        guard allowance >= 0 else {
            refuse("it tells of its rules more often than once a second")
            return false
        }
        do throws(MessageError) {
            let report = try PushReport(line: line)
            let clock = ClockNote(line: line)
            lastReport = now
            if book.told(report, clock.skew, on: context.channel, of: gateway) {
                hasAnswered = true
                sentAt = nil
            }
            if let asked = clock.asked, let received { answer(asked, received, context) }
            return true
        } catch {
            refuse(error.message)
            return false
        }
    }

    /// Tells a gateway the station's clock; not in the middle of an order, nor to one that does not read. It asks again.
    private func answer(_ asked: Instant, _ received: Instant, _ context: ChannelHandlerContext) {
        guard rest == nil, context.channel.isWritable, let now = book.clock?() else { return }
        let line = ClockAnswer(asked: asked, received: received, answered: now).line
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: line)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A connection that just breaks is nobody's fault.
        if let failure = error as? TLSConnectionError {
            book.refuse(context.remoteAddress, "\(gateway): \(failure.description)")
        }
        context.close(promise: nil)
    }

    private func refuse(_ reason: String) {
        book.refuse(context?.remoteAddress, "\(gateway): \(reason)")
        context?.close(promise: nil)
    }

    // MARK: Out

    /// Sends an order, piece by piece as the other side takes it.
    func push(_ bytes: [UInt8]) {
        // A line that was closed meanwhile is not in the book any more.
        guard let context else { return }
        rest = ByteBuffer(bytes: bytes)
        isSending = true
        lastPiece = .now()
        hasAnswered = false
        sentAt = nil
        pump(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump(context)
        context.fireChannelWritabilityChanged()
    }

    private func pump(_ context: ChannelHandlerContext) {
        while var left = rest, context.channel.isWritable {
            lastPiece = .now()
            guard let piece = left.readSlice(length: min(left.readableBytes, OrdersLimits.pieceSize)) else { return }
            rest = left.readableBytes > 0 ? left : nil
            guard rest == nil else {
                context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
                continue
            }
            let bound = NIOLoopBound((self, context.channel), eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(piece)).whenSuccess {
                let (connection, channel) = bound.value
                connection.taken(on: channel)
            }
        }
    }

    /// The last piece is taken; the time for an answer begins.
    private func taken(on channel: any Channel) {
        isSending = false
        if !hasAnswered { sentAt = .now() }
        book.taken(on: channel, of: gateway)
    }

    // MARK: Time

    /// Ends what stands still.
    private func look(at now: NIODeadline) {
        if isSending, now - lastPiece > .seconds(limits.stalledSeconds) {
            book.rest(gateway)
            refuse("it takes no order within \(limits.stalledSeconds) s")
        } else if let sentAt, now - sentAt > .seconds(limits.answerSeconds) {
            book.rest(gateway)
            refuse("it tells nothing of its order within \(limits.answerSeconds) s")
        } else if now - lastReport > .seconds(limits.idleSeconds) {
            refuse("no report within \(limits.idleSeconds) s")
        }
    }
}
