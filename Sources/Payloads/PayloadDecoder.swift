// SPDX-License-Identifier: Apache-2.0

/// A coding that bytes of traffic may be in, and what they are without it.
///
/// Each takes any bytes, ends, and gives at most `outputMost` of them.
package enum PayloadDecoder: String, Sendable, Hashable, CaseIterable {
    /// Base64 (RFC 4648): all of the bytes, or the longest run of it in them.
    case base64
    /// gzip (RFC 1952): from its first mark on, also in the chunks of an HTTP body.
    case gzip
    /// The chunks of an HTTP/1.1 body put together (RFC 9112, section 7.1), behind the head if there is one.
    case chunked
    /// Percent-encoding undone (RFC 3986, section 2.1); a plus is a space, as forms have it.
    case url

    /// More than so many bytes are not decoded.
    package static let outputMost = 1 << 20
    /// How many codings inside each other are undone.
    package static let depthMost = 6

    /// What `bytes` are without this coding; `nil` if they are not in it.
    package func decode(_ bytes: [UInt8]) -> DecodedBytes? {
        switch self {
        case .base64: Base64Run.decode(bytes)
        case .gzip: GzipMember.decode(bytes)
        case .chunked: ChunkedBody.decode(bytes)
        case .url: PercentText.decode(bytes)
        }
    }

    /// What `bytes` are without all of `codings`, the outermost first; `nil` where one does not fit, or they are more than `depthMost`.
    package static func decode(_ bytes: [UInt8], by codings: [PayloadDecoder]) -> DecodedBytes? {
        guard codings.count <= depthMost else { return nil }
        var decoded = DecodedBytes(bytes: bytes, offset: 0)
        for coding in codings {
            guard let next = coding.decode(decoded.bytes) else { return nil }
            decoded = DecodedBytes(bytes: next.bytes, offset: next.offset, isCut: decoded.isCut || next.isCut)
        }
        return decoded
    }
}

/// Bytes that a decoder gave.
package struct DecodedBytes: Sendable, Hashable {
    /// At most `PayloadDecoder.outputMost`.
    package var bytes: [UInt8]
    /// Where in what was decoded the coded part begins.
    package var offset: Int
    /// Whether there should be more: the coding is broken off or damaged there, or would give too much.
    package var isCut = false

    package init(bytes: [UInt8], offset: Int, isCut: Bool = false) {
        self.bytes = bytes
        self.offset = offset
        self.isCut = isCut
    }
}
