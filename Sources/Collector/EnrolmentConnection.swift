// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import Crypto
internal import Enrolment
internal import Messages
internal import NIOCore
internal import Pushes
internal import Transport

/// One connection of somebody who wants a certificate: one line in, one line out, and the end. A gateway whose first line is a report about
/// its rules keeps the connection, as a line of orders; one that tells of its devices keeps it as an attestation line.
final class EnrolmentConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let book: EnrolmentBook
    private let limits: EnrolmentLimits
    private let decide: @Sendable (EnrolmentRequest, Certificate?, String) -> EnrolmentListener.Reply
    private let lines: (orders: OrdersBook?, attesters: AttestersBook?)
    private let seat: EnrolmentBook.Seat
    private var peer: TLSPeer?
    private var line: [UInt8] = []
    private var isAnswered = false
    private var overdue: Scheduled<Void>?

    /// - Parameters:
    ///   - seat: given up when the connection becomes a line.
    ///   - lines: what a connection may become.
    init(
        book: EnrolmentBook, limits: EnrolmentLimits, seat: EnrolmentBook.Seat,
        lines: (orders: OrdersBook?, attesters: AttestersBook?),
        decide: @escaping @Sendable (EnrolmentRequest, Certificate?, String) -> EnrolmentListener.Reply
    ) {
        self.book = book
        self.limits = limits
        self.seat = seat
        self.lines = lines
        self.decide = decide
    }

    func handlerAdded(context: ChannelHandlerContext) {
        overdue = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(limits.seconds)) {
            if !self.isAnswered {
                self.book.refuse(context.remoteAddress, "no request within \(self.limits.seconds) s")
            }
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { overdue?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeDone(let peer)? = event as? TLSEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        self.peer = peer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes behind the request is passed over.
        guard let peer, !isAnswered else { return }
        let bytes = Array(buffer: unwrapInboundIn(data))
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        line += bytes[..<(end ?? bytes.endIndex)]
        guard end != nil || line.count > Self.lineLimit else { return }
        isAnswered = true
        if let end {
            if let orders = lines.orders, PushReport.isReport(line) {
                return become(orders, peer, bytes[end...], context)
            }
            if let attesters = lines.attesters, AttesterHello.isHello(line) {
                return become(attesters, peer, bytes[end...], context)
            }
        }
        answer(reply(to: peer, context), context)
    }

    /// The most bytes of a first line, whatever it is.
    private static let lineLimit = max(
        EnrolmentRequest.sizeLimit, PushReport.sizeLimit, AttesterHello.sizeLimit)

    /// Makes the connection a line of a gateway; `rest` is what came behind its first line.
    private func become(
        _ book: some GatewayLines, _ peer: TLSPeer, _ rest: ArraySlice<UInt8>, _ context: ChannelHandlerContext
    ) {
        func refuse(_ reason: String) {
            book.refuse(context.remoteAddress, reason)
            context.close(promise: nil)
        }
        guard let certificate = peer.certificate, let name = book.identify(certificate) else {
            return refuse("it shows no certificate of a gateway that is enrolled here")
        }
        let connection = book.connection(of: name)
        guard book.enter(connection, context.channel, of: name, certificate) else {
            return refuse("there are \(book.most) lines already")
        }
        let channel = context.channel
        channel.closeFuture.whenComplete { _ in book.leave(channel, of: name) }
        // Who was revoked before the book had this line was not looked for there.
        guard book.identify(certificate) == name else { return refuse("\(name) was revoked or renamed") }
        hand(rest, to: connection, context, refuse)
    }

    /// Lets another handler go on with what came.
    private func hand(
        _ rest: ArraySlice<UInt8>, to connection: some ChannelInboundHandler, _ context: ChannelHandlerContext,
        _ refuse: (String) -> Void
    ) {
        overdue?.cancel()
        seat.leave()
        do {
            try context.pipeline.syncOperations.addHandler(connection, position: .after(self))
        } catch {
            return refuse("\(error)")
        }
        context.fireChannelRead(NIOAny(context.channel.allocator.buffer(bytes: line + rest)))
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func reply(to peer: TLSPeer, _ context: ChannelHandlerContext) -> EnrolmentListener.Reply {
        do throws(MessageError) {
            return decide(try EnrolmentRequest(line: line), peer.certificate, context.remoteAddress.hostText)
        } catch {
            return EnrolmentListener.Reply(.refused(error.message), note: error.message)
        }
    }

    private func answer(_ reply: EnrolmentListener.Reply, _ context: ChannelHandlerContext) {
        switch reply.answer {
        case .issued: book.admit(context.remoteAddress, reply.note)
        case .refused: book.refuse(context.remoteAddress, reply.note)
        }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let buffer = context.channel.allocator.buffer(bytes: reply.answer.line)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in bound.value.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A connection that just breaks is nobody's fault.
        if let failure = error as? TLSConnectionError, failure.failure != .closedInHandshake {
            book.refuse(context.remoteAddress, failure.description)
        }
        context.close(promise: nil)
    }
}
