// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Glibc
internal import Messages
internal import NIOCore
internal import Pushes
internal import Transport

/// One line of orders, behind its TLS: reports go out, orders come in, each a line.
final class OrdersConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    typealias Event = StationLineEvent<Arrival>

    /// What comes from the station.
    enum Arrival: Sendable, Hashable {
        case order(PushOrder)
        /// How far the clock is from the station's was found out.
        case clock(ClockSkew)
    }

    private let report: () -> PushReport
    private let interval: Int64
    private let tell: @Sendable (Event) -> Void
    private var station: Certificate?
    private var lines = LineBuffer()
    private var reason: String?
    private var keepAlive: Scheduled<Void>?
    private var clock: ClockExchange

    /// - Parameters:
    ///   - report: what there is to report now.
    ///   - interval: after how many microseconds that is sent again.
    ///   - clock: this machine's clocks.
    init(
        report: @escaping () -> PushReport, interval: Int64,
        clock: @escaping @Sendable () -> ClockExchange.Reading = { .present },
        tell: @escaping @Sendable (Event) -> Void
    ) {
        self.report = report
        self.interval = interval
        self.clock = ClockExchange(clock)
        self.tell = tell
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSEvent.handshakeDone(let peer):
            station = peer.certificate
            tell(.connected)
            send(context, asks: true)
        case is ReportChanged: send(context, asks: false)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// There is another report.
    struct ReportChanged: Sendable {}

    /// - Parameter asks: whether the station is to tell its clock.
    private func send(_ context: ChannelHandlerContext, asks: Bool) {
        guard station != nil else { return }
        keepAlive?.cancel()
        keepAlive = context.eventLoop.assumeIsolated().scheduleTask(in: .microseconds(interval)) {
            self.send(context, asks: true)
        }
        let line = report().line(clock.note(asks: asks))
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: line)), promise: nil)
    }

    private func take(_ answer: ClockAnswer, _ context: ChannelHandlerContext) {
        guard let skew = clock.take(answer) else { return }
        tell(.came(.clock(skew)))
        if clock.isFirst { send(context, asks: false) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let station, reason == nil else { return }
        lines.add(unwrapInboundIn(data))
        while let line = lines.next() {
            if let answer = ClockAnswer(line: line) {
                take(answer, context)
                continue
            }
            do throws(MessageError) {
                tell(.came(.order(try SignedPush(line: line).order(signedBy: station))))
            } catch {
                return end(context, "what it orders cannot be followed: \(error.message)")
            }
        }
        if lines.count > SignedPush.sizeLimit {
            end(context, "what it orders has more than \(SignedPush.sizeLimit >> 20) MiB")
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, BrokenConnection.words(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        station = nil
        keepAlive?.cancel()
        tell(.ended(reason ?? "it closed the connection"))
    }

    private func end(_ context: ChannelHandlerContext, _ reason: String) {
        if self.reason == nil { self.reason = reason }
        lines.removeAll()
        context.close(promise: nil)
    }
}
