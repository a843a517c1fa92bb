// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing

/// A Modbus/TCP device with one register, which refuses all others with "illegal data address", or answers nothing at all.
final class ModbusModel: Sendable {
    let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(register: UInt16, value: UInt16, isSilent: Bool = false) throws {
        let listening = try ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isSilent { return }
                    try channel.pipeline.syncOperations.addHandler(Talk(register, value))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        port = try #require(listening.localAddress?.port)
    }

    deinit { try? group.syncShutdownGracefully() }

    private final class Talk: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let register: UInt16
        private let value: UInt16
        private var unread: [UInt8] = []

        init(_ register: UInt16, _ value: UInt16) {
            self.register = register
            self.value = value
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unread += Array(buffer: unwrapInboundIn(data))
            guard unread.count >= 12 else { return }
            let asked = UInt16(unread[8]) << 8 | UInt16(unread[9])
            let head = Array(unread[..<4])
            let unit = unread[6]
            let answer =
                asked == register
                ? head + [0, 5, unit, 3, 2, UInt8(value >> 8), UInt8(value & 0xff)] : head + [0, 3, unit, 0x83, 2]
            unread = []
            context.writeAndFlush(NIOAny(context.channel.allocator.buffer(bytes: answer)), promise: nil)
        }
    }
}
