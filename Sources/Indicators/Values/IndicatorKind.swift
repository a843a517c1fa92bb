// SPDX-License-Identifier: Apache-2.0

/// What an indicator names.
package enum IndicatorKind: UInt8, CaseIterable, Sendable {
    /// An address or a network of addresses.
    case network
    /// A domain name and all names below it.
    case domain
    /// One URL.
    case url
    /// The MD5 digest of a file.
    case md5
    /// The SHA-1 digest of a file.
    case sha1
    /// The SHA-256 digest of a file.
    case sha256
    /// The MD5 digest by which JA3 names a TLS client, or JA3S a server.
    case ja3
    /// The JA4 text of a TLS or QUIC client.
    case ja4
    /// The SHA-1 digest of a TLS certificate.
    case certificate

    /// The kind as an exported list names it.
    package var name: String {
        switch self {
        case .network: "ip"
        case .domain: "domain"
        case .url: "url"
        case .md5: "md5"
        case .sha1: "sha1"
        case .sha256: "sha256"
        case .ja3: "ja3"
        case .ja4: "ja4"
        case .certificate: "certificate"
        }
    }

    /// How many bytes the digest of this kind has; `nil` where it is none.
    package var digestCount: Int? {
        switch self {
        case .md5, .ja3: 16
        case .sha1, .certificate: 20
        case .sha256: 32
        case .network, .domain, .url, .ja4: nil
        }
    }
}
