// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A port that is listened on, with a thread of its own for all its connections.
///
/// A peer that is gone without a word, because it lost its power or a firewall on the way forgot it, has its connection closed after
/// `goneSeconds`. With the two hours that Linux waits, a gateway's dead connections would keep it out.
final class NetworkListener: Sendable {
    /// Seconds of silence after which a peer's kernel is asked whether it is still there, and between two such questions.
    static let idleSeconds = 60
    static let probeSeconds = 15
    /// Seconds that a peer's kernel may leave data or questions unanswered.
    static let goneSeconds = 120

    private let group: MultiThreadedEventLoopGroup
    private let server: any Channel
    private let hasEnded = Mutex(false)

    /// Begins to listen; blocks until it does.
    ///
    /// - Parameters:
    ///   - host: an address or a name of this machine.
    ///   - port: 0 for any that is free.
    ///   - prepare: gives a connection its handlers, on its event loop; one that throws is closed.
    /// - Throws: `CollectorError` where nobody may listen there.
    init(
        host: String, port: Int, prepare: @escaping @Sendable (any Channel) throws -> Void
    ) throws(CollectorError) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: Self.idleSeconds)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: Self.probeSeconds)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: Self.goneSeconds * 1000)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try prepare(channel) } }
        do {
            server = try bootstrap.bind(host: host, port: port).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw .cannotListen(host: host, port: port, reason: "\(error)")
        }
        self.group = group
    }

    /// The port that is listened on.
    var port: Int { server.localAddress?.port ?? 0 }

    /// Ends all connections; nothing is done the second time.
    func end() {
        let isFirst = hasEnded.withLock { hasEnded in
            defer { hasEnded = true }
            return !hasEnded
        }
        // Nobody answers on a thread that is gone.
        guard isFirst else { return }
        try? server.close().wait()
        try? group.syncShutdownGracefully()
    }
}
