// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Enrolment
internal import NIOCore
internal import Transport

/// One connection of somebody who wants a certificate: one line in, one line out, and the end.
final class EnrolmentConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let book: EnrolmentBook
    private let limits: EnrolmentLimits
    private let decide: @Sendable (EnrolmentRequest, Certificate?, String) -> EnrolmentListener.Reply
    private var peer: TLSPeer?
    private var line: [UInt8] = []
    private var isAnswered = false
    private var overdue: Scheduled<Void>?

    init(
        book: EnrolmentBook, limits: EnrolmentLimits,
        decide: @escaping @Sendable (EnrolmentRequest, Certificate?, String) -> EnrolmentListener.Reply
    ) {
        self.book = book
        self.limits = limits
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
        guard end != nil || line.count > EnrolmentRequest.sizeLimit else { return }
        isAnswered = true
        answer(reply(to: peer, context), context)
    }

    private func reply(to peer: TLSPeer, _ context: ChannelHandlerContext) -> EnrolmentListener.Reply {
        do throws(EnrolmentMessageError) {
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
