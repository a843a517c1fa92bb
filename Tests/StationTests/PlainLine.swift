// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore
import NIOPosix
import Synchronization
import Transport

/// A connection over TLS that sends what a test gives it and keeps what comes back.
final class PlainLine {
    /// What came back.
    private final class Received: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let received: Received

        init(_ received: Received) { self.received = received }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(buffer: unwrapInboundIn(data))
            received.bytes.withLock { $0 += bytes }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private let received = Received()
    private let channel: any Channel

    init(port: Int, _ context: TLSContext) throws {
        channel = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { [received] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(60)), Reader(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).wait()
    }

    var text: String { received.bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func send(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    func waitForEnd() { try? channel.closeFuture.wait() }
}
