// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Reads single addresses and ports.
enum HeaderElements {
    typealias AddressRefusal = HeaderSetReader<AddressRange>.Refusal
    typealias PortRefusal = HeaderSetReader<ClosedRange<UInt16>>.Refusal

    /// A network, an address, or two addresses with `-` between.
    static func addresses(_ text: String) throws(AddressRefusal) -> AddressRange {
        if let network = IPNetwork(text) { return .network(network) }
        if let network = masked(text) { return .network(network) }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        if ends.count == 2, let first = IPAddress(ends[0]), let last = IPAddress(ends[1]) {
            guard first.isV4 == last.isV4 else {
                throw AddressRefusal(message: "\(quoted(text)) mixes IPv4 and IPv6", help: "Write two ranges.")
            }
            guard first <= last else {
                throw AddressRefusal(
                    message: "\(quoted(text)) ends before it begins", help: "Write \(last)-\(first).")
            }
            return .between(first...last)
        }
        throw refusal(text)
    }

    /// Why `text` is no address.
    private static func refusal(_ text: String) -> AddressRefusal {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let address = IPAddress(parts[0]) {
            let bits = address.isV4 ? 32 : 128
            return AddressRefusal(
                message: "/\(quoted(parts[1])) is no prefix length of \(address)", help: "Write /0 to /\(bits).")
        }
        if text == "*" { return AddressRefusal(message: "* is no address", help: "Write any.") }
        if text.contains(where: { $0.isLetter && !$0.isHexDigit }) {
            return AddressRefusal(
                message: "\(quoted(text)) is no address",
                help: "Names are not looked up: write an address, a network, any, or $ before a variable.")
        }
        return AddressRefusal(
            message: "\(quoted(text)) is no address",
            help: "Write an address such as 192.0.2.1, a network such as 192.0.2.0/24, or any.")
    }

    /// A network with a netmask in dotted form, whose bits must stand together.
    private static func masked(_ text: String) -> IPNetwork? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].contains("."), let address = IPAddress(parts[0]), address.isV4,
            let mask = IPAddress(parts[1]), mask.isV4
        else { return nil }
        let bits = UInt32(truncatingIfNeeded: mask.low)
        guard (~bits).leadingZeroBitCount + (~bits).trailingOneBitCount == 32 else { return nil }
        return IPNetwork(address, prefixLength: (~bits).leadingZeroBitCount)
    }

    /// One port, or two with `:` between, of which either may be left out.
    static func ports(_ text: String) throws(PortRefusal) -> ClosedRange<UInt16> {
        let ends = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if ends.count == 1 {
            let port = try port(ends[0], in: text)
            return port...port
        }
        let first = ends[0].isEmpty ? 0 : try port(ends[0], in: text)
        let last = ends[1].isEmpty ? UInt16.max : try port(ends[1], in: text)
        guard first <= last else {
            throw PortRefusal(message: "\(quoted(text)) ends before it begins", help: "Write \(last):\(first).")
        }
        return first...last
    }

    private static func port(_ digits: Substring, in text: String) throws(PortRefusal) -> UInt16 {
        guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else {
            let isDashed = text.contains("-")
            throw PortRefusal(
                message: "\(quoted(text)) is no port",
                help: isDashed ? "Write a range with a colon: 80:90." : "Write a number, a range such as 80:90, or any."
            )
        }
        guard let port = UInt16(digits) else {
            throw PortRefusal(message: "there is no port \(quoted(digits))", help: "The highest is 65535.")
        }
        return port
    }
}

extension UInt32 {
    /// How many one bits stand together at its low end.
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
