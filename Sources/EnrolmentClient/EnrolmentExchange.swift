// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Enrolment
internal import Messages
internal import NIOCore
internal import NIOPosix
internal import Transport

/// One request to a station and its answer. Blocks, at most for `seconds`, and then some for the name of the host.
struct EnrolmentExchange {
    /// What came back, and from whom.
    struct Outcome: Sendable {
        var answer: EnrolmentAnswer
        /// What the station has shown.
        var station: Certificate
    }

    let station: StationAddress
    let trust: TLSTrust
    /// What is shown to the station; `nil` to enrol.
    let identity: TLSIdentity?
    let seconds: Int64

    func outcome(of request: EnrolmentRequest) throws(EnrolmentFailure) -> Outcome {
        let context = try EnrolmentFailure.ofCrypto { () throws(CryptoError) in
            try TLSContext(clientOf: trust, identity: identity)
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let promise = loop.makePromise(of: Outcome.self)
        let (station, seconds) = (station, seconds)
        let overdue = loop.scheduleTask(in: .seconds(seconds)) {
            promise.fail(
                EnrolmentFailure.unreachable(station: station.description, reason: "no answer within \(seconds) s"))
        }
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(seconds))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        TLSHandler(context, deadline: .seconds(seconds)),
                        EnrolmentAsker(station: station, request: request, outcome: promise),
                    ])
                }
            }
            .connect(host: station.host, port: station.port)
            .whenFailure { error in
                promise.fail(EnrolmentFailure.unreachable(station: station.description, reason: Self.text(error)))
            }
        defer { overdue.cancel() }
        do {
            return try promise.futureResult.wait()
        } catch let failure as EnrolmentFailure {
            throw failure
        } catch {
            throw .unreachable(station: station.description, reason: Self.text(error))
        }
    }

    /// The system's words, on one line and bounded.
    static func text(_ error: any Error) -> String {
        let text: String
        switch error {
        case let error as IOError: text = SystemFault.text(error.errnoCode)
        case let error as NIOConnectionError:
            let reasons = error.connectionErrors.map { Self.text($0.error) }
            text = reasons.last ?? "no such host is known"
        case ChannelError.connectTimeout: text = "it does not answer"
        default: text = "\(error)"
        }
        return String(text.prefix(200).map { $0.isNewline ? " " : $0 })
    }
}

/// Sends the request once the station is known, and takes the line that comes back.
private final class EnrolmentAsker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let station: StationAddress
    private let request: EnrolmentRequest
    private let outcome: EventLoopPromise<EnrolmentExchange.Outcome>
    private var peer: Certificate?
    private var line: [UInt8] = []

    init(
        station: StationAddress, request: EnrolmentRequest, outcome: EventLoopPromise<EnrolmentExchange.Outcome>
    ) {
        self.station = station
        self.request = request
        self.outcome = outcome
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeDone(let peer)? = event as? TLSEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        self.peer = peer.certificate
        context.writeAndFlush(
            wrapOutboundOut(context.channel.allocator.buffer(bytes: request.line)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let peer else { return }
        let bytes = Array(buffer: unwrapInboundIn(data))
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        line += bytes[..<(end ?? bytes.endIndex)]
        guard end != nil || line.count > EnrolmentAnswer.sizeLimit else { return }
        do throws(MessageError) {
            outcome.succeed(.init(answer: try EnrolmentAnswer(line: line), station: peer))
        } catch {
            outcome.fail(EnrolmentFailure.badAnswer(error.message))
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        outcome.fail(failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.fail(EnrolmentFailure.unreachable(station: station.description, reason: "it ended the connection"))
    }

    private func failure(_ error: any Error) -> EnrolmentFailure {
        switch (error as? TLSConnectionError)?.failure {
        case .pinMismatch, .unknownAuthority, .wrongPurpose: .notTheStation(station: station.description)
        case .refusedByPeer(let alert):
            .turnedAway(station: station.description, reason: TLSFailure.refusedByPeer(alert).description)
        case .ownKey(let problem): .crypto(.tpm(problem))
        case let failure?: .unreachable(station: station.description, reason: failure.description)
        case nil: .unreachable(station: station.description, reason: EnrolmentExchange.text(error))
        }
    }
}
