// SPDX-License-Identifier: Apache-2.0

import Crypto
import Glibc
import NIOCore
import NIOPosix
import Transport

/// A connection to this machine that says nothing, with TLS or without.
final class IdleConnection {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    /// - Parameter context: for a handshake; `nil` for a plain connection.
    init(port: Int, _ context: TLSContext? = nil) throws {
        channel = try ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context else { return }
                    try channel.pipeline.syncOperations.addHandler(TLSHandler(context, deadline: .seconds(60)))
                }
            }
            .connect(host: "127.0.0.1", port: port).wait()
    }

    deinit { try? group.syncShutdownGracefully() }

    var isOpen: Bool { channel.isActive }

    /// Waits until the other side has ended it.
    func waitForEnd() { try? channel.closeFuture.wait() }
}
