// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import NIOCore

/// TLS of one connection: ciphertext on the network's side of it, bytes in the clear on the other.
///
/// When the handshake is done it fires `TLSEvent`, then what was written meanwhile goes out. What goes wrong is fired once as a
/// `TLSConnectionError`, and the channel is closed. After the handshake nothing is kept here: what is written is handed to the channel
/// at once, whose writability tells when to stop, and what arrives is passed on at once, so that reading less reads less. As without
/// TLS, closing a channel drops what its socket has not taken yet.
///
/// A handler belongs to one channel and stays on its event loop.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// The most bytes that are kept of what is written before the handshake is done; a write beyond them fails.
    package static let waitingLimit = 256 << 10
    /// The most bytes of answers within TLS, such as to wishes for new keys, that wait for a peer which does not take them.
    package static let answerLimit = 64 << 10

    private enum State {
        case idle
        case handshake
        case active
        case closed
    }

    private var session: TLSSession
    private var state = State.idle
    private let deadline: TimeAmount
    private let allowsHalfClosure: Bool
    private let answerLimit: Int
    private var overdue: Scheduled<Void>?
    private var waiting = WaitingWrites()
    private var hasEndedInput = false
    private var answerBytes = 0

    /// - Parameters:
    ///   - deadline: how long the handshake may take, from when the channel is active.
    ///   - allowsHalfClosure: whether one may go on sending after the peer's farewell, which then is fired as
    ///     `ChannelEvent.inputClosed`. Without, the channel is closed as it would be without TLS.
    package init(
        _ context: TLSContext, deadline: TimeAmount, allowsHalfClosure: Bool = false,
        answerLimit: Int = TLSHandler.answerLimit
    ) throws(CryptoError) {
        session = try TLSSession(context)
        self.answerLimit = answerLimit
        self.deadline = deadline
        self.allowsHalfClosure = allowsHalfClosure
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        state = .closed
        overdue?.cancel()
        failWaiting(ChannelError.ioOnClosedChannel)
    }

    package func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        receiveEnd(context, isInactive: true)
        context.fireChannelInactive()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.inputClosed) = event as? ChannelEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        receiveEnd(context, isInactive: false)
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { answerBytes = 0 }
        context.fireChannelWritabilityChanged()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        while state == .handshake || state == .active, buffer.readableBytes > 0 {
            guard let piece = buffer.readSlice(length: min(buffer.readableBytes, TLSSession.pieceSize)) else { return }
            do throws(TLSFailure) {
                try session.receive(piece.readableBytesSpan)
                finishHandshake(context)
                try deliver(context)
            } catch {
                fail(context, error)
                return
            }
            answer(context)
            if session.isEndedByPeer { endInput(context) }
        }
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let buffer = unwrapOutboundIn(data)
        switch state {
        case .active where waiting.isEmpty: send(context, buffer, promise)
        case .idle, .handshake, .active:
            guard !waiting.isOutputClosed else {
                promise?.fail(ChannelError.outputClosed)
                return
            }
            guard waiting.append(buffer, promise, limit: Self.waitingLimit) else {
                promise?.fail(TLSFailure.tooMuchWaiting(limit: Self.waitingLimit))
                return
            }
        case .closed: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    package func flush(context: ChannelHandlerContext) {
        if state == .idle || state == .handshake { waiting.isFlushed = true }
        context.flush()
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: context.close(mode: .input, promise: promise)
        case .output: closeOutput(context, promise)
        case .all:
            let wasOpen = state != .closed
            state = .closed
            overdue?.cancel()
            if wasOpen {
                session.close()
                _ = writeCiphertext(context)
                context.flush()
                failWaiting(ChannelError.ioOnClosedChannel)
            }
            context.close(mode: .all, promise: promise)
        }
    }
}

extension TLSHandler {
    private func begin(_ context: ChannelHandlerContext) {
        guard state == .idle else { return }
        state = .handshake
        // The loop's own form of scheduling takes what does not leave the loop.
        overdue = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
            self.fail(context, .handshakeTooSlow)
        }
        do throws(TLSFailure) { try session.start() } catch {
            fail(context, error)
            return
        }
        answer(context)
    }

    /// Tells of the handshake if it has just been done, and sends what has waited for it.
    private func finishHandshake(_ context: ChannelHandlerContext) {
        guard state == .handshake, let peer = session.peer else { return }
        state = .active
        overdue?.cancel()
        answer(context)
        context.fireUserInboundEventTriggered(TLSEvent.handshakeDone(peer))
        while state == .active, let (buffer, promise) = waiting.next() { send(context, buffer, promise) }
        if waiting.isFlushed { context.flush() }
        if state == .active, waiting.isOutputClosed { closeOutput(context, waiting.takeOutputPromise()) }
    }

    private func failWaiting(_ error: any Error) {
        for promise in waiting.takePromises() { promise.fail(error) }
    }

    /// Passes on what has arrived in the clear.
    private func deliver(_ context: ChannelHandlerContext) throws(TLSFailure) {
        while state == .active, !hasEndedInput {
            var buffer = context.channel.allocator.buffer(capacity: TLSSession.pieceSize)
            try buffer.writeWithOutputRawSpan(minimumWritableBytes: TLSSession.pieceSize) {
                span throws(TLSFailure) in
                try session.plaintext(into: &span)
            }
            guard buffer.readableBytes > 0 else { return }
            context.fireChannelRead(wrapInboundOut(buffer))
        }
    }

    private func send(_ context: ChannelHandlerContext, _ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        guard !session.isClosed else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        var rest = buffer
        repeat {
            guard let piece = rest.readSlice(length: min(rest.readableBytes, 4 * TLSSession.pieceSize)) else { break }
            do throws(TLSFailure) { try session.send(piece.readableBytesSpan) } catch {
                promise?.fail(error)
                fail(context, error)
                return
            }
            let isLast = rest.readableBytes == 0
            context.write(wrapOutboundOut(takeCiphertext(context)), promise: isLast ? promise : nil)
            if isLast { return }
        } while state == .active
        promise?.fail(ChannelError.ioOnClosedChannel)
    }

    /// Sends what TLS itself has to say.
    private func answer(_ context: ChannelHandlerContext) {
        let count = writeCiphertext(context)
        guard count > 0, state != .closed else { return }
        context.flush()
        guard !context.channel.isWritable else { return }
        answerBytes += count
        if answerBytes > answerLimit {
            fail(context, .brokenProtocol("it does not take answers that it asks for"))
        }
    }

    /// Writes what the session has for the network, and tells how many bytes that were.
    private func writeCiphertext(_ context: ChannelHandlerContext) -> Int {
        let buffer = takeCiphertext(context)
        if buffer.readableBytes > 0 { context.write(wrapOutboundOut(buffer), promise: nil) }
        return buffer.readableBytes
    }

    private func takeCiphertext(_ context: ChannelHandlerContext) -> ByteBuffer {
        var buffer = ByteBuffer()
        session.ciphertext { span in
            buffer = context.channel.allocator.buffer(capacity: span.byteCount)
            buffer.writeBytes(span)
        }
        return buffer
    }

    private func closeOutput(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        switch state {
        case .idle where !waiting.isOutputClosed, .handshake where !waiting.isOutputClosed:
            waiting.closeOutput(promise)
        case .active where !session.isClosed:
            session.close()
            _ = writeCiphertext(context)
            context.flush()
            context.close(mode: .output, promise: promise)
        default: promise?.fail(ChannelError.outputClosed)
        }
    }

    /// The network's side has ended: in the handshake a failure, afterwards like a farewell.
    private func receiveEnd(_ context: ChannelHandlerContext, isInactive: Bool) {
        guard state == .handshake || state == .active else { return }
        do throws(TLSFailure) { try session.receiveEnd() } catch {
            fail(context, error)
            return
        }
        if isInactive {
            state = .closed
        } else {
            endInput(context)
        }
    }

    /// The peer sends nothing more.
    private func endInput(_ context: ChannelHandlerContext) {
        guard state == .active, !hasEndedInput else { return }
        hasEndedInput = true
        if allowsHalfClosure {
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        } else {
            close(context: context, mode: .all, promise: nil)
        }
    }

    /// Ends the connection for a reason, which the peer is told as far as TLS has a word for it.
    private func fail(_ context: ChannelHandlerContext, _ failure: TLSFailure) {
        guard state != .closed else { return }
        state = .closed
        overdue?.cancel()
        _ = writeCiphertext(context)
        context.flush()
        failWaiting(failure)
        context.fireErrorCaught(TLSConnectionError(failure: failure, shownCertificate: session.shownCertificate))
        context.close(mode: .all, promise: nil)
    }
}
