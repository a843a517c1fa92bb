// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What an indicator looks for, written in the one way in which Vedette compares it.
package struct IndicatorValue: Hashable, Sendable {
    /// How long a value may be, in bytes.
    package static let byteLimit = 4000

    package let kind: IndicatorKind
    /// The value in its normal form: never empty, at most `byteLimit` bytes of UTF-8.
    ///
    /// - network: an address or `address/length` with no bits behind the prefix; IPv4 where IPv6 only maps it
    /// - domain: lower case, no dot at either end, at least two labels
    /// - url: `scheme://host[:port]/...`, scheme and host in lower case, no user, fragment or port 80 or 443
    /// - digests: lower-case hexadecimal, for a certificate with colons as EVE writes it
    /// - ja4: lower case
    package let text: String

    /// The value that `text` writes for `kind`.
    ///
    /// Space about it and the marks that keep people from following links (`hxxp`, `[.]`) are taken off.
    ///
    /// - Throws: `IndicatorValueError` if it writes none.
    package init(_ kind: IndicatorKind, _ text: some StringProtocol) throws(IndicatorValueError) {
        let plain = try Self.refanged(text)
        self.kind = kind
        switch kind {
        case .network: self.text = try Self.network(plain)
        case .domain: self.text = try Self.domain(plain)
        case .url: self.text = try Self.url(plain)
        case .md5, .sha1, .sha256, .ja3, .certificate: self.text = try Self.digest(kind, plain)
        case .ja4: self.text = try Self.ja4(plain)
        }
    }

    /// A value whose text is in its normal form already, out of a set.
    init(kind: IndicatorKind, normalised text: String) {
        self.kind = kind
        self.text = text
    }

    /// `text` without space about it and without the marks against links.
    static func refanged(_ text: some StringProtocol) throws(IndicatorValueError) -> String {
        guard text.utf8.count <= byteLimit * 2 else { throw .tooLong(limit: byteLimit) }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { throw .empty }
        var plain = String(text[first...last])
        if plain.utf8.contains(where: { $0 == 0x5B || $0 == 0x28 || $0 == 0x7B }) {
            let marked = plain
            removeMarks(&plain)
            // Marks within marks are no way to write a value; the next reading would take them off too.
            let once = plain
            if once != marked { removeMarks(&plain) }
            guard plain == once else { throw .unknownKind }
        }
        if let colon = plain.utf8.prefix(6).firstIndex(of: UInt8(ascii: ":")) {
            switch plain[..<colon].lowercased() {
            case "hxxp": plain = "http" + plain[colon...]
            case "hxxps": plain = "https" + plain[colon...]
            default: break
            }
        }
        guard !plain.isEmpty else { throw .empty }
        guard plain.utf8.count <= byteLimit else { throw .tooLong(limit: byteLimit) }
        return plain
    }

    private static func removeMarks(_ text: inout String) {
        for mark in ["[.]", "(.)", "{.}", "[dot]", "(dot)", "[DOT]", "(DOT)"] { text.replace(mark, with: ".") }
        text.replace("[:]", with: ":")
        text.replace("[://]", with: "://")
    }

    private static func digest(_ kind: IndicatorKind, _ text: String) throws(IndicatorValueError) -> String {
        guard let count = kind.digestCount, let digest = Digest(text.utf8.span, count: count) else {
            throw .malformed(kind)
        }
        return digest.text(hasColons: kind == .certificate)
    }

    /// Source of the form: the JA4 specification: ten characters, then two digests of twelve digits.
    private static func ja4(_ text: String) throws(IndicatorValueError) -> String {
        let parts = text.lowercased().split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 10, "tqd".contains(parts[0].prefix(1)),
            parts[0].utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            parts[1...].allSatisfy({ $0.utf8.count == 12 && $0.utf8.allSatisfy(Digest.isDigit) })
        else { throw .malformed(.ja4) }
        return parts.joined(separator: "_")
    }
}
