// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension IndicatorValue {
    /// How long a domain name may be, in bytes without a last dot.
    static let domainLimit = 253

    /// The normal form of a domain name; `*.` before it, which says what is meant anyway, is dropped.
    ///
    /// Names in Unicode stay so, in lower case, as names in Punycode do; neither is turned into the other.
    static func domain(_ text: String) throws(IndicatorValueError) -> String {
        var name = text.lowercased()[...]
        if name.hasPrefix("*.") { name = name.dropFirst(2) } else if name.hasPrefix(".") { name = name.dropFirst() }
        if name.hasSuffix(".") { name = name.dropLast() }
        guard name.utf8.count <= domainLimit else { throw .tooLong(limit: domainLimit) }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { throw .malformed(.domain) }
        guard labels.count > 1 else { throw .tooWide }
        // So no address is a domain either.
        guard !last.allSatisfy({ 0x30...0x39 ~= $0 }) else { throw .malformed(.domain) }
        return String(name)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard 1...63 ~= label.count else { return false }
        let isPlain = label.allSatisfy { byte in
            0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte >= 0x80
        }
        return isPlain && (label.allSatisfy { $0 < 0x80 } || Substring(label).unicodeScalars.allSatisfy(isVisible))
    }

    /// The normal form of a URL; without a scheme it is taken as `http`.
    static func url(_ text: String) throws(IndicatorValueError) -> String {
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && isVisible($0) }) else { throw .malformed(.url) }
        var scheme = "http"
        var rest = text[...]
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            rest = text[mark.upperBound...]
            let isScheme = scheme.utf8.allSatisfy {
                0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || "+-.".utf8.contains($0)
            }
            guard 1...16 ~= scheme.utf8.count, isScheme else { throw .malformed(.url) }
        }
        let split = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = try authority(rest[..<split], scheme: scheme)
        let target = rest[split...].prefix { $0 != "#" }
        let normal = "\(scheme)://\(authority)\(target.utf8.first == 0x2F ? "" : "/")\(target)"
        guard normal.utf8.count <= byteLimit else { throw .tooLong(limit: byteLimit) }
        return normal
    }

    /// Host and port in normal form. Ports 80 and 443 are dropped for both `http` and `https`, because a request
    /// does not say by which of the two it came.
    private static func authority(_ text: Substring, scheme: String) throws(IndicatorValueError) -> String {
        var host = text
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        var port: Substring?
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            port = host[host.index(after: colon)...]
            host = host[..<colon]
        }
        if port == "" { port = nil }
        if let port { guard isPort(port) else { throw .malformed(.url) } }
        if host.hasSuffix(".") { host = host.dropLast() }
        let name = host.lowercased()
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]") && IPAddress(name.dropFirst().dropLast()) != nil
        let labels = name[...].utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard isBracketed || name.utf8.count <= domainLimit && labels.allSatisfy(isLabel) else {
            throw .malformed(.url)
        }
        guard let port, let number = Int(port), !(scheme.hasPrefix("http") && [80, 443].contains(number)) else {
            return name
        }
        return "\(name):\(number)"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if 0x21...0x7E ~= scalar.value { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return scalar != "\u{FFFD}"
        }
    }
}
