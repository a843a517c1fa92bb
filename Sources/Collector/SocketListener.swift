// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Takes lines that a sensor of this machine writes into a Unix socket into a queue.
package final class SocketListener: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let server: any Channel
    private let path: String

    /// Begins to listen; blocks until it does. The socket is made anew, for this user and its group.
    ///
    /// - Throws: `CollectorError`.
    package init(
        path: String, gateway: String, queue: CollectedQueue,
        lineLimit: Int = 16 << 20
    ) throws(CollectorError) {
        self.path = path
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        let bootstrap = ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let name = "\(path) \(UInt64.random(in: 0...UInt64.max))"
                try channel.pipeline.syncOperations.addHandler(
                    LineConnection(gateway: gateway, name: name, queue: queue, lineLimit: lineLimit))
            }
        }
        do {
            server = try bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw .cannotListenAt(path: path, reason: "\(error)")
        }
        unsafe _ = chmod(path, 0o660)
    }

    /// Ends all connections, and takes the socket away.
    package func end() {
        try? server.close().wait()
        try? group.syncShutdownGracefully()
        unsafe _ = unlink(path)
    }
}
