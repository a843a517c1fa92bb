// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import EVE
package import Messages

/// An order with the station's signature, as one line of JSON:
///
///     {"push":"<the order's text>","signature":"<DER, hexadecimal>"}
///
/// Signed is `"vedette push 1\n"` followed by the order's text: what the key signs for other ends begins otherwise.
///
/// Source: docs/decisions/0033-rules-by-signed-pushes.md.
package struct SignedPush: Sendable, Hashable {
    /// The most bytes of a line, without its line feed: texts grow where they are quoted, twice.
    package static let sizeLimit = 24 << 20

    private let payload: String
    private let signature: [UInt8]

    /// Signs an order with the key of what the station shows on its connections.
    package init(_ order: PushOrder, by station: PrivateKey) throws(CryptoError) {
        payload = order.payload
        signature = try station.signature(of: Self.signed(payload))
    }

    /// A push of a line without its line feed. Nothing of it is to be believed before `order(signedBy:)`.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        payload = try members.text("push")
        guard let signature = Hexadecimal.bytes(try members.text("signature")) else { throw .badValue("signature") }
        self.signature = signature
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        JSONValue.object([
            ("push", .string(payload)), ("signature", .string(Hexadecimal.text(signature))),
        ]).line
    }

    /// The order, once it is known to be signed by the key of `station`: the certificate that the other side has shown on a connection for
    /// which TLS has checked that it is a station's. Gateways have certificates of the same authority, which prove nothing here.
    ///
    /// Whom the order is for, and which came before it, is for the caller to look at.
    package func order(signedBy station: Certificate) throws(MessageError) -> PushOrder {
        guard let key = try? station.publicKey(), key.verifies(signature, of: Self.signed(payload)) else {
            throw .badSignature
        }
        return try PushOrder(payload: payload)
    }

    private static func signed(_ payload: String) -> [UInt8] { Array("vedette push 1\n".utf8) + Array(payload.utf8) }
}
