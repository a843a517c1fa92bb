// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Intake
internal import Lumberjack
internal import NIOCore
internal import Transport

/// One gateway's connection: windows in, acknowledgements out, in between the store.
///
/// It is read only while few of its batches wait for the store, so that a gateway is slowed by what it sends and by nobody else. What is
/// acknowledged is stored.
final class LumberjackConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let queue: CollectedQueue
    private let book: ConnectionBook
    private let limits: CollectorLimits
    private let identify: @Sendable (Certificate) -> String?
    private var gateway: String?
    private var windows: LumberjackWindows
    private var acknowledger = LumberjackAcknowledger()
    private var reader = ShippedReader()
    /// Batches that wait for the store.
    private var waiting = 0
    /// Whether the connection is not read at present.
    private(set) var isPaused = false
    private var lastBytes = NIODeadline.distantPast
    private var timer: RepeatedTask?

    /// - Parameter identify: the gateway of a certificate; `nil` where it is of none.
    init(
        queue: CollectedQueue, book: ConnectionBook, limits: CollectorLimits,
        identify: @escaping @Sendable (Certificate) -> String?
    ) {
        self.queue = queue
        self.book = book
        self.limits = limits
        self.identify = identify
        windows = LumberjackWindows(batchBytes: limits.batchBytes, batchEvents: limits.batchEvents)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeDone(let peer)? = event as? TLSEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        guard let certificate = peer.certificate, let name = identify(certificate) else {
            return refuse(context, "its certificate is of no gateway that is enrolled here")
        }
        guard book.enter(context.channel, of: name, certificate.fingerprint) else {
            return refuse(context, "\(name) has \(limits.connectionsPerGateway) connections already")
        }
        // Who was revoked before the book had this connection was not looked for there.
        guard identify(certificate) == name else { return refuse(context, "\(name) was revoked or renamed") }
        gateway = name
        lastBytes = context.eventLoop.now
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(
            initialDelay: CollectorLimits.keepAlive, delay: CollectorLimits.keepAlive
        ) { _ in
            let (connection, context) = bound.value
            connection.look(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastBytes = context.eventLoop.now
        // Nobody speaks before it is known who it is.
        guard gateway != nil else { return }
        unsafe unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            unsafe windows.push(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
        }
        goOn(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A connection that just breaks is nobody's fault.
        if let failure = error as? TLSConnectionError, failure.failure != .closedInHandshake {
            book.refuse(context.remoteAddress, failure.description)
        }
        context.close(promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, _ reason: String) {
        book.refuse(context.remoteAddress, reason)
        context.close(promise: nil)
    }

    // MARK: In

    private func goOn(_ context: ChannelHandlerContext) {
        do throws(LumberjackError) {
            while mayTake(context), let batch = try windows.next() { take(batch, context) }
        } catch {
            return refuse(context, "\(gateway ?? ""): \(error.message)")
        }
        pause(!mayTake(context), context)
    }

    /// Who reads no answers is read no further, nor who opens window after window while one waits.
    private func mayTake(_ context: ChannelHandlerContext) -> Bool {
        guard context.channel.isWritable else { return false }
        return waiting == 0
            || waiting < limits.batchesPerConnection && !queue.isFull && acknowledger.runCount <= limits.batchEvents
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if gateway != nil { goOn(context) }
        context.fireChannelWritabilityChanged()
    }

    private func pause(_ wanted: Bool, _ context: ChannelHandlerContext) {
        guard wanted != isPaused else { return }
        isPaused = wanted
        context.channel.setOption(.autoRead, value: !wanted).whenFailure { _ in }
    }

    private func take(_ batch: LumberjackBatch, _ context: ChannelHandlerContext) {
        guard let gateway else { return }
        acknowledger.received(batch)
        guard !batch.events.isEmpty else { return committed(0, context) }
        waiting += 1
        let count = batch.events.count
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        queue.put(
            CollectedBatch(gateway: gateway, lines: lines(of: batch)) {
                loop.execute {
                    let (connection, context) = bound.value
                    connection.waiting -= 1
                    connection.committed(count, context)
                }
            })
    }

    private func lines(of batch: LumberjackBatch) -> ShippedLines {
        var lines = ShippedLines()
        for event in batch.events {
            let payload = batch.bytes.span.extracting(event.payload)
            do throws(ShippedRefusal) {
                try lines.add { bytes throws(ShippedRefusal) in
                    let shipped = try reader.read(payload, into: &bytes)
                    return (
                        shipped.position.map { "\($0.identity.rawValue):\($0.file)" }, shipped.position?.offset ?? 0
                    )
                }
            } catch {
                lines.refuse(batch.bytes[event.payload], error.rejection)
            }
        }
        return lines
    }

    // MARK: Out

    /// Acknowledges events that are stored, and goes on reading.
    private func committed(_ count: Int, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let sequences = acknowledger.committed(count)
        for sequence in sequences { write(LumberjackWriter.acknowledgement(sequence), context) }
        if !sequences.isEmpty { context.flush() }
        if count > 0 { goOn(context) }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    /// Keeps a client waiting whose events are on their way, and ends what stands still.
    private func look(_ context: ChannelHandlerContext) {
        if acknowledger.isPending {
            // A client that reads no answers gets no more of them.
            guard context.channel.isWritable else { return }
            write(LumberjackWriter.keepAlive, context)
            return context.flush()
        }
        let silence = context.eventLoop.now - lastBytes
        if windows.isWithinWindow, silence > .seconds(limits.stalledSeconds) {
            refuse(context, "\(gateway ?? ""): a window stands open for \(limits.stalledSeconds) s")
        } else if silence > .seconds(limits.idleSeconds) {
            context.close(promise: nil)
        }
    }
}
