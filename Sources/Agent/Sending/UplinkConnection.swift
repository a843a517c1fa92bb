// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Lumberjack
internal import NIOCore
internal import Transport

/// Tells what happens on one connection behind its TLS.
final class UplinkConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let handshakeDone: (any Channel) -> Void
    private let tell: @Sendable (Uplink.Event) -> Void
    private var reader = AckReader()
    private var reason: String?
    private var isAcknowledged = false

    init(handshakeDone: @escaping (any Channel) -> Void, tell: @escaping @Sendable (Uplink.Event) -> Void) {
        self.handshakeDone = handshakeDone
        self.tell = tell
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is TLSEvent else { return context.fireUserInboundEventTriggered(event) }
        handshakeDone(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unsafe unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            unsafe reader.push(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
        }
        do throws(LumberjackError) {
            while let sequence = try reader.next() {
                isAcknowledged = true
                tell(.acknowledged(sequence))
            }
        } catch {
            end(context, "what it answers is no acknowledgement: \(error.message)")
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, BrokenConnection.words(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        let silent = "it closed the connection without taking anything; is this gateway still enrolled there?"
        tell(.ended(reason ?? (isAcknowledged ? "it closed the connection" : silent)))
    }

    private func end(_ context: ChannelHandlerContext, _ reason: String) {
        if self.reason == nil { self.reason = reason }
        context.close(promise: nil)
    }
}
