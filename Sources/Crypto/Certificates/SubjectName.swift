// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
package import EVE

/// A name that a certificate gives its subject beside the common name (`subjectAltName`, RFC 5280, section 4.2.1.6).
package enum SubjectName: Hashable, Sendable {
    /// A DNS name, also with a wildcard.
    case dns(String)
    /// A URI.
    case uri(String)
    /// An address.
    case address(IPAddress)

    /// The most names of a certificate that are read or written.
    package static let countLimit = 64
    /// The most bytes of a name that are read or written.
    package static let sizeLimit = 255

    /// The number of its kind in a `GeneralName`.
    var kind: Int32 {
        switch self {
        case .dns: GEN_DNS
        case .uri: GEN_URI
        case .address: GEN_IPADD
        }
    }

    /// Its bytes in a `GeneralName`.
    ///
    /// - Throws: `unusableName` for an empty or long one, and for letters that such names do not have.
    func bytes() throws(CryptoError) -> [UInt8] {
        switch self {
        case .dns(let name):
            let bytes = Array(name.utf8)
            let isUsable = bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard isUsable, 1...Self.sizeLimit ~= bytes.count else { throw .unusableName(name) }
            return bytes
        case .uri(let name):
            let bytes = Array(name.utf8)
            guard Self.isVisible(bytes), 1...Self.sizeLimit ~= bytes.count else { throw .unusableName(name) }
            return bytes
        case .address(let address):
            return address.bytes
        }
    }

    /// The name of a kind and bytes that a certificate holds; `nil` for other kinds and for bytes that no such name has.
    init?(kind: Int32, bytes: [UInt8]) {
        switch kind {
        case GEN_DNS where Self.isVisible(bytes): self = .dns(String(decoding: bytes, as: UTF8.self))
        case GEN_URI where Self.isVisible(bytes): self = .uri(String(decoding: bytes, as: UTF8.self))
        case GEN_IPADD:
            guard let address = IPAddress(bytes: bytes) else { return nil }
            self = .address(address)
        default: return nil
        }
    }

    private static func isVisible(_ bytes: [UInt8]) -> Bool {
        1...sizeLimit ~= bytes.count && bytes.allSatisfy { 0x21...0x7E ~= $0 }
    }
}
