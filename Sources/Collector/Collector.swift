// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import Glibc
internal import NIOCore
internal import Transport

/// Takes what gateways send over mutual TLS into a queue.
package final class Collector: Sendable {
    /// Who may send.
    package struct Access: Sendable {
        /// What the station shows.
        package var identity: TLSIdentity
        /// Who has signed the certificates of gateways.
        package var authority: Certificate
        /// The gateway of a certificate that is good by itself; `nil` where it is of none, or was revoked. Asked on threads of the network;
        /// it may read a file.
        package var gateway: @Sendable (Certificate) -> String?

        package init(
            identity: TLSIdentity, authority: Certificate, gateway: @escaping @Sendable (Certificate) -> String?
        ) {
            self.identity = identity
            self.authority = authority
            self.gateway = gateway
        }
    }

    private let listener: NetworkListener
    private let book: ConnectionBook

    /// Begins to listen; blocks until it does.
    ///
    /// - Parameters:
    ///   - host: an address or a name of this machine.
    ///   - port: 0 for any that is free.
    /// - Throws: `CryptoError` for keys that cannot be used, `CollectorError` where nobody may listen there.
    package init(
        host: String, port: Int, access: Access, queue: CollectedQueue, limits: CollectorLimits = CollectorLimits()
    ) throws {
        // The same answer says who it is and that it may come in.
        let context = try TLSContext(serverWith: access.identity, clientsOf: [access.authority]) { _ in false }
        let book = ConnectionBook(limits)
        Self.raiseDescriptorLimit()
        listener = try NetworkListener(host: host, port: port) { channel in
            guard book.open() else { throw CollectorError.tooManyConnections(limits.connections) }
            channel.closeFuture.whenComplete { _ in book.leave(channel) }
            try channel.pipeline.syncOperations.addHandlers(
                TLSHandler(context, deadline: .seconds(limits.handshakeSeconds)),
                LumberjackConnection(queue: queue, book: book, limits: limits, identify: access.gateway))
        }
        self.book = book
    }

    /// Lets the process have as many connections open as the system allows it: the usual 1,024 are fewer than a city has gateways.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = limit.rlim_max
        // Where it may not, gateways beyond the limit wait.
        unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The port that is listened on.
    package var port: Int { listener.port }

    /// How it stands.
    package var status: CollectorStatus { book.status }

    /// Closes connections whose certificates are not, or not any more, those of their gateways.
    package func recheck(_ isGood: (Fingerprint, String) -> Bool) { book.close(unless: isGood) }

    /// Ends all connections; what is not acknowledged by then comes again.
    package func end() { listener.end() }
}

/// Why the collector does not listen.
package enum CollectorError: Error, Sendable, Hashable {
    case cannotListen(host: String, port: Int, reason: String)
    case cannotListenAt(path: String, reason: String)
    case tooManyConnections(Int)

    /// One line for a person.
    package var message: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host):\(port): \(reason.prefix(200)); choose another port or end what has it"
        case .cannotListenAt(let path, let reason):
            "cannot listen at \(path): \(reason.prefix(200)); its folder must be there and may be written"
        case .tooManyConnections(let limit): "there are \(limit) connections already"
        }
    }
}
