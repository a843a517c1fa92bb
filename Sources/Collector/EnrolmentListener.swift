// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import Enrolment
internal import NIOCore
internal import Transport

/// Answers gateways that have no certificate yet, or want another one: one request on each connection, over TLS. Gateways that tell of their
/// rules instead, and show their certificate, stay connected and get orders; those that tell of devices stay connected and are asked.
///
/// A client that shows no certificate may come in; one that is shown must be good.
package final class EnrolmentListener: Sendable {
    /// What a request comes to.
    package struct Reply: Sendable {
        package var answer: EnrolmentAnswer
        /// What is noted of it, in one line: who was given what, or why nobody was.
        package var note: String

        package init(_ answer: EnrolmentAnswer, note: String) {
            self.answer = answer
            self.note = note
        }
    }

    private let listener: NetworkListener
    private let book: EnrolmentBook

    /// Begins to listen; blocks until it does.
    ///
    /// - Parameters:
    ///   - host: an address or a name of this machine.
    ///   - port: 0 for any that is free.
    ///   - identity: what the station shows.
    ///   - authority: who has signed the certificates of gateways.
    ///   - orders: the lines of orders; `nil` where there are none.
    ///   - attesters: the lines on which devices' TPMs are asked; `nil` where there are none.
    ///   - decide: gets a request, the certificate that the gateway has shown and its address. Called on the listener's thread, one
    ///     request after the other; it may wait for a disk.
    /// - Throws: `CryptoError` for keys that cannot be used, `CollectorError` where nobody may listen there.
    package init(
        host: String, port: Int, identity: TLSIdentity, authority: Certificate,
        limits: EnrolmentLimits = EnrolmentLimits(), orders: OrdersBook? = nil,
        attesters: AttestersBook? = nil,
        decide: @escaping @Sendable (EnrolmentRequest, Certificate?, String) -> Reply
    ) throws {
        let context = try TLSContext(
            serverWith: identity, clientsOf: [authority], clientCertificate: .optional
        ) { _ in false }
        let book = EnrolmentBook(limits)
        listener = try NetworkListener(host: host, port: port) { channel in
            let seat = try book.seat(channel.remoteAddress)
            channel.closeFuture.whenComplete { _ in seat.leave() }
            try channel.pipeline.syncOperations.addHandlers(
                TLSHandler(context, deadline: .seconds(limits.handshakeSeconds)),
                EnrolmentConnection(book: book, limits: limits, seat: seat, lines: (orders, attesters), decide: decide))
        }
        self.book = book
    }

    /// The port that is listened on.
    package var port: Int { listener.port }

    /// Who was turned away, and who was given a certificate.
    package var status: CollectorStatus { book.status }

    /// Ends all connections.
    package func end() { listener.end() }
}
