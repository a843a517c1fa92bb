// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension IndicatorValue {
    /// The normal form of an address or network; a port behind an address is dropped.
    static func network(_ text: String) throws(IndicatorValueError) -> String {
        guard let network = IPNetwork(withoutPort(text)) else { throw .malformed(.network) }
        let plain = network.unmapped
        guard plain.prefixLength > 0 else { throw .tooWide }
        return plain.isHost ? "\(plain.address)" : "\(plain)"
    }

    /// `192.0.2.1:80` and `[2001:db8::1]:80` without brackets and port.
    private static func withoutPort(_ text: String) -> Substring {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") && isPort(rest.dropFirst()) else { return text[...] }
            return text[text.index(after: text.startIndex)..<end]
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && isPort(parts[1]) ? parts[0] : text[...]
    }

    /// Whether `text` is a port's number.
    static func isPort(_ text: Substring) -> Bool {
        1...5 ~= text.utf8.count && text.utf8.allSatisfy { 0x30...0x39 ~= $0 } && (Int(text) ?? .max) <= 65535
    }
}
