// SPDX-License-Identifier: Apache-2.0

/// Why a text is no value that an indicator can have.
package enum IndicatorValueError: Error, Hashable {
    /// There is no text.
    case empty
    /// It is longer than so many bytes.
    case tooLong(limit: Int)
    /// It is not written as values of this kind are.
    case malformed(IndicatorKind)
    /// It stands for every address, or for every name of a top-level domain.
    case tooWide
    /// No kind was given and it looks like none.
    case unknownKind

    /// What is wrong, in one line.
    package var message: String {
        switch self {
        case .empty: "the indicator has no value"
        case .tooLong(let limit): "the value is longer than \(limit) bytes"
        case .malformed(let kind): "the value is no \(kind.title)"
        case .tooWide: "the value would match nearly everything"
        case .unknownKind: "the value looks like no kind of indicator"
        }
    }

    /// How to mend it, in one sentence.
    package var help: String {
        switch self {
        case .empty: "Give a value or remove the line."
        case .tooLong: "Remove the entry; no event holds such a value."
        case .malformed(let kind): "Write it like \(kind.example)."
        case .tooWide: "Name a smaller network or a domain below the top level."
        case .unknownKind: "Write an address, a network, a domain, a URL or a digest, or name its type in a CSV list."
        }
    }
}

extension IndicatorKind {
    fileprivate var title: String {
        switch self {
        case .network: "address or network"
        case .domain: "domain name"
        case .url: "URL"
        case .md5: "MD5 digest"
        case .sha1: "SHA-1 digest"
        case .sha256: "SHA-256 digest"
        case .ja3: "JA3 digest"
        case .ja4: "JA4 fingerprint"
        case .certificate: "SHA-1 fingerprint of a certificate"
        }
    }

    fileprivate var example: String {
        switch self {
        case .network: "192.0.2.7, 198.51.100.0/24 or 2001:db8::/32"
        case .domain: "update.example.net"
        case .url: "http://example.net/a.bin"
        case .md5, .ja3: "32 hexadecimal digits"
        case .sha1: "40 hexadecimal digits"
        case .sha256: "64 hexadecimal digits"
        case .ja4: "t13d1516h2_0123456789ab_0123456789ab"
        case .certificate: "20 pairs of hexadecimal digits with colons between them"
        }
    }
}
