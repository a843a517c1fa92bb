// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension IndicatorValue {
    /// The value that `text` looks like.
    ///
    /// 32 digits are taken for the MD5 digest of a file, 40 for a SHA-1 digest, unless colons stand between the pairs
    /// as in the fingerprint of a certificate; a list of JA3 digests has to name its kind.
    ///
    /// - Throws: `IndicatorValueError` if it looks like nothing.
    package init(guessing text: some StringProtocol) throws(IndicatorValueError) {
        let plain = try Self.refanged(text)
        guard let kind = Self.kind(of: plain) else { throw .unknownKind }
        try self.init(kind, plain)
    }

    private static func kind(of text: String) -> IndicatorKind? {
        // On bytes: comparing characters would be most of the time that reading a list takes.
        let length = text.utf8.count
        if text.utf8.span.contains("://") { return .url }
        if text.utf8.allSatisfy(Digest.isDigit) {
            let kinds = [IndicatorKind.md5, .sha1, .sha256]
            if let kind = kinds.first(where: { $0.digestCount.map { $0 * 2 } == length }) { return kind }
        }
        if text.utf8.allSatisfy(isPartOfNetwork), (try? network(text)) != nil || IPNetwork(text) != nil {
            return .network
        }
        if length == 59, Digest(text.utf8.span, count: 20) != nil { return .certificate }
        if length == 36, (try? IndicatorValue(.ja4, text)) != nil { return .ja4 }
        if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let host = text[..<slash].prefix { $0 != ":" }
            return (try? domain(String(host))) != nil || IPAddress(host) != nil ? .url : nil
        }
        return text.utf8.contains(UInt8(ascii: ".")) ? .domain : nil
    }

    /// Whether the byte occurs in the text of a network, with or without brackets and a port.
    private static func isPartOfNetwork(_ byte: UInt8) -> Bool {
        0x2E...0x3A ~= byte || Digest.isDigit(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
    }
}
