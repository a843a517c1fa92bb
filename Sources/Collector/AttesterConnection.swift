// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import Messages
internal import NIOCore
internal import Transport

/// One gateway's attestation line: devices told and answers in, questions out.
final class AttesterConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let book: AttestersBook
    private let gateway: String
    private var limits: AttestersLimits { book.limits }
    private var context: ChannelHandlerContext?
    private var timer: RepeatedTask?
    private var lines = LineBuffer()
    /// Bytes of it that the book counts.
    private var held = 0
    private var allowance: Double
    private var lastFill = NIODeadline.now()
    private var lastLine = NIODeadline.now()
    private var isEnded = false

    init(_ book: AttestersBook, of gateway: String) {
        self.book = book
        self.gateway = gateway
        allowance = book.limits.helloBurst
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
        hold(0)
        self.context = nil
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lines.add(unwrapInboundIn(data))
        while !isEnded, let line = lines.next() { guard take(line, context) else { return } }
        guard !isEnded, isWithinLimit(lines.count, context) else { return }
        if !hold(lines.count) { refuse("too much of answers is on its way from all gateways together") }
    }

    /// Whether a line may have so many bytes: an answer may be longer than anything else, and comes only to a question.
    private func isWithinLimit(_ count: Int, _ context: ChannelHandlerContext) -> Bool {
        guard count > AttesterHello.sizeLimit else { return true }
        let isAsked = book.isAsked(on: context.channel, of: gateway)
        let limit = isAsked ? AttesterAnswer.sizeLimit : AttesterHello.sizeLimit
        guard count > limit else { return true }
        refuse("a line has more than \(limit >> 10) KiB\(isAsked ? "" : ", and nothing was asked")")
        return false
    }

    @discardableResult
    private func hold(_ count: Int) -> Bool {
        defer { held = count }
        return book.hold(count - held)
    }

    /// Takes a line; false where it ends the connection.
    private func take(_ line: [UInt8], _ context: ChannelHandlerContext) -> Bool {
        guard isWithinLimit(line.count, context) else { return false }
        hold(0)
        lastLine = .now()
        do throws(MessageError) {
            if line.count <= AttesterHello.sizeLimit, AttesterHello.isHello(line) { return tell(line, context) }
            switch book.answered(try AttesterAnswer(line: line), on: context.channel, of: gateway) {
            case .taken: return true
            // One that came too late is nobody's crime, as long as there are not many.
            case .late: return isAllowed("it answers again and again what it has answered")
            case .unasked: refuse("it answers what was not asked")
            }
            return false
        } catch {
            refuse(error.message)
            return false
        }
    }

    /// Whether another line may come that nothing was asked for.
    private func isAllowed(_ reason: String) -> Bool {
        let now = NIODeadline.now()
        let gained = Double((now - lastFill).nanoseconds) / 1e9 * limits.hellosPerSecond
        allowance = min(limits.helloBurst, allowance + gained) - 1
        lastFill = now
        if allowance < 0 { refuse(reason) }
        return allowance >= 0
    }

    private func tell(_ line: [UInt8], _ context: ChannelHandlerContext) -> Bool {
        guard isAllowed("it tells of its devices more often than once a second") else { return false }
        do throws(MessageError) {
            book.told(try AttesterHello(line: line), on: context.channel, of: gateway)
            return true
        } catch {
            refuse(error.message)
            return false
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A connection that just breaks is nobody's fault.
        if let failure = error as? TLSConnectionError {
            book.refuse(context.remoteAddress, "\(gateway): \(failure.description)")
        }
        context.close(promise: nil)
    }

    private func refuse(_ reason: String) {
        isEnded = true
        book.refuse(context?.remoteAddress, "\(gateway): \(reason)")
        context?.close(promise: nil)
    }

    // MARK: Out

    /// Sends a question, which is a short line.
    func send(_ bytes: [UInt8]) {
        // A line that was closed meanwhile has given up its questions.
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// Ends what stands still, and gives up what is not answered.
    private func look(at now: NIODeadline) {
        guard let context else { return }
        book.expire(on: context.channel, of: gateway, at: now)
        if now - lastLine > .seconds(limits.idleSeconds) {
            refuse("it tells nothing within \(limits.idleSeconds) s")
        }
    }
}
