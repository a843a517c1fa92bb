// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import NIOCore
import NIOEmbedded
import Transport

/// What comes out of a `TLSHandler`.
final class Recorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    var bytes: [UInt8] = []
    var peer: TLSPeer?
    var errors: [TLSConnectionError] = []
    var hasEnded = false
    var isInactive = false
    /// Called when the handshake is done.
    var whenDone: (ChannelHandlerContext) -> Void = { _ in }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Array(buffer: unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeDone(let peer)? = event as? TLSEvent {
            self.peer = peer
            whenDone(context)
        }
        if case .inputClosed? = event as? ChannelEvent { hasEnded = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSConnectionError { errors.append(error) }
    }

    func channelInactive(context: ChannelHandlerContext) { isInactive = true }
}

/// Stands in for the socket's output, which an `EmbeddedChannel` does not close by itself.
final class Outlet: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    var isClosed = false

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else {
            context.close(mode: mode, promise: promise)
            return
        }
        isClosed = true
        promise?.succeed()
    }
}

/// One end of a connection: a channel with a `TLSHandler` and a recorder behind it.
final class End {
    let channel = EmbeddedChannel()
    let recorder = Recorder()
    let outlet = Outlet()

    init(_ context: TLSContext, allowsHalfClosure: Bool = false, answerLimit: Int = TLSHandler.answerLimit) throws {
        let handler = try TLSHandler(
            context, deadline: .seconds(10), allowsHalfClosure: allowsHalfClosure, answerLimit: answerLimit)
        try channel.pipeline.syncOperations.addHandlers([outlet, handler, recorder])
    }

    func connect() throws {
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 5044)).wait()
    }

    /// Everything that is to be sent.
    func takeOutput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += Array(buffer: buffer) }
        return bytes
    }

    func receive(_ bytes: some Sequence<UInt8>) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
    }

    /// Writes and flushes. The result is there at once, or when the handshake is done.
    @discardableResult
    func send(_ text: String) -> EventLoopFuture<Void> {
        channel.writeAndFlush(ByteBuffer(string: text))
    }
}

/// Two ends that are connected by hand.
struct ChannelPair {
    let tls: TLSCase
    let client: End
    let server: End

    init(
        _ tls: TLSCase, client: TLSContext? = nil, versions: TLSContext.Versions = .from12To13,
        allowsHalfClosure: Bool = false
    ) throws {
        self.tls = tls
        self.client = try End(
            client ?? tls.client(tls.gateway, versions: versions), allowsHalfClosure: allowsHalfClosure)
        server = try End(tls.server(), allowsHalfClosure: allowsHalfClosure)
        try self.client.connect()
        try server.connect()
    }

    /// Moves bytes until neither end has any, cut as `cut` says: each number is the size of the next piece.
    func settle(cut: () -> Int = { .max }) throws {
        while true {
            let toServer = try client.takeOutput()
            let toClient = try server.takeOutput()
            if toServer.isEmpty, toClient.isEmpty { return }
            try Self.move(toServer, to: server, cut)
            try Self.move(toClient, to: client, cut)
        }
    }

    private static func move(_ bytes: [UInt8], to end: End, _ cut: () -> Int) throws {
        var rest = bytes[...]
        while !rest.isEmpty, end.channel.isActive {
            let piece = rest.prefix(cut())
            try end.receive(piece)
            rest = rest.dropFirst(piece.count)
        }
    }
}
