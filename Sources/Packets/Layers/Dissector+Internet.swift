// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Dissector {
    mutating func internet(etherType: UInt16) -> Next {
        switch etherType {
        case 0x0800: ipv4()
        case 0x86DD: ipv6()
        case 0x0806: arp()
        case 0x8100, 0x88A8, 0x9100: vlan()
        case 0x6558: .ethernet
        default: .nothing
        }
    }

    /// IPv4. Source: RFC 791; the second byte RFC 2474 and RFC 3168.
    mutating func ipv4() -> Next {
        guard holds(1, for: "IPv4") else { return .nothing }
        let headerLength = Int(byte(0) & 0x0F) * 4
        let total = Int(word(2))
        let (source, destination) = (addressText(12, 4), addressText(16, 4))
        ends = (source, destination)
        let isWhole = rest >= max(20, headerLength)
        layer("IPv4", isWhole ? "\(source) > \(destination)" : "", start..<min(end, start + max(20, headerLength)))
        field("version", "\(byte(0) >> 4)", 0, 1)
        field("header length", headerLength < 20 ? "\(headerLength), too small" : "\(headerLength)", 0, 1)
        field("service", "DSCP \(byte(1) >> 2), ECN \(byte(1) & 3)", 1, 1)
        field("total length", total > rest ? "\(total), \(total - rest) more than there are" : "\(total)", 2, 2)
        field("identification", Notation.hex(word(4), digits: 4), 4, 2)
        let fragment = word(6)
        field("flags", Notation.flags(fragment, [(15, "reserved"), (14, "DF"), (13, "MF")]), 6, 1)
        let fragmentOffset = Int(fragment & 0x1FFF) * 8
        field("fragment offset", "\(fragmentOffset)", 6, 2)
        field("time to live", "\(byte(8))", 8, 1)
        field("protocol", Self.protocolText(byte(9)), 9, 1)
        let sum = isWhole ? isSumRight(max(20, headerLength)) ? ", right" : ", wrong" : ""
        field("checksum", Notation.hex(word(10), digits: 4) + sum, 10, 2)
        field("source", source, 12, 4)
        field("destination", destination, 16, 4)
        guard isWhole else { return cutOff(max(20, headerLength)) }
        guard headerLength >= 20 else {
            isBroken = true
            return .nothing
        }
        ipv4Options(headerLength)
        let number = byte(9)
        // Ethernet pads short frames; what lies behind the total length is no part of the packet. Offloading can leave it 0.
        if total >= headerLength { end = min(end, start + total) }
        advance(headerLength)
        // Only the first fragment has the next header.
        return fragmentOffset == 0 ? .internet(number) : .nothing
    }

    /// Source: RFC 791, section 3.1; RFC 2113.
    private mutating func ipv4Options(_ headerLength: Int) {
        var offset = 20
        while offset < headerLength {
            let kind = byte(offset)
            guard kind > 1 else {
                field("option", kind == 0 ? "end" : "no operation", offset, 1)
                offset += kind == 0 ? headerLength : 1
                continue
            }
            let names: [UInt8: String] = [
                7: "record route", 68: "timestamp", 131: "loose source route", 137: "strict source route",
                148: "router alert", 130: "security",
            ]
            let length = Int(byte(offset + 1))
            let name = names[kind] ?? "kind \(kind)"
            guard length >= 2, offset + length <= headerLength else {
                return field("option", "\(name), of a wrong length", offset, headerLength - offset)
            }
            field("option", "\(name), \(length) bytes", offset, length)
            offset += length
        }
    }

    /// Source: RFC 1071.
    private func isSumRight(_ count: Int) -> Bool {
        var sum = 0
        for offset in stride(from: 0, to: count, by: 2) { sum += Int(word(offset)) }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
        return sum == 0xFFFF
    }

    /// IPv6. Source: RFC 8200, section 3.
    mutating func ipv6() -> Next {
        guard holds(1, for: "IPv6") else { return .nothing }
        let (source, destination) = (addressText(8, 16), addressText(24, 16))
        ends = (source, destination)
        layer("IPv6", rest >= 40 ? "\(source) > \(destination)" : "", start..<min(end, start + 40))
        field("version", "\(byte(0) >> 4)", 0, 1)
        let traffic = (byte(0) & 0x0F) << 4 | byte(1) >> 4
        field("traffic class", "DSCP \(traffic >> 2), ECN \(traffic & 3)", 0, 2)
        field("flow label", Notation.hex(long(0) & 0xFFFFF, digits: 5), 1, 3)
        let length = Int(word(4))
        let missing = length - (rest - 40)
        field("payload length", missing > 0 ? "\(length), \(missing) more than there are" : "\(length)", 4, 2)
        let number = byte(6)
        field("next header", Self.protocolText(number), 6, 1)
        field("hop limit", "\(byte(7))", 7, 1)
        field("source", source, 8, 16)
        field("destination", destination, 24, 16)
        guard rest >= 40 else { return cutOff(40) }
        if length > 0 { end = min(end, start + 40 + length) }
        advance(40)
        return .internet(number)
    }

    /// Hop-by-hop options, routing, destination options. Source: RFC 8200, section 4.
    mutating func ipv6Extension(_ number: UInt8) -> Next {
        let name = Self.protocolNames[number] ?? "extension"
        guard holds(8, for: name) else { return .nothing }
        let length = 8 + Int(byte(1)) * 8
        layer(name, "\(length) bytes", start..<min(end, start + length))
        let next = byte(0)
        field("next header", Self.protocolText(next), 0, 1)
        field("length", "\(length)", 1, 1)
        if number == 43 {
            field("routing type", "\(byte(2))", 2, 1)
            field("segments left", "\(byte(3))", 3, 1)
        }
        guard rest >= length else { return cutOff(length) }
        advance(length)
        return .internet(next)
    }

    /// Source: RFC 8200, section 4.5.
    mutating func ipv6Fragment() -> Next {
        guard holds(8, for: "fragment") else { return .nothing }
        let offset = Int(word(2) & 0xFFF8)
        let hasMore = word(2) & 1 == 1
        layer("fragment", "at \(offset)\(hasMore ? ", more follow" : "")", start..<start + 8)
        let next = byte(0)
        field("next header", Self.protocolText(next), 0, 1)
        field("offset", "\(offset)", 2, 2)
        field("more", hasMore ? "yes" : "no", 3, 1)
        field("identification", Notation.hex(long(4), digits: 8), 4, 4)
        advance(8)
        return offset == 0 ? .internet(next) : .nothing
    }

    /// An address of 4 or 16 bytes as text; bytes of another length in hexadecimal.
    func addressText(_ offset: Int, _ count: Int) -> String {
        let bytes = slice(offset, count)
        if bytes.count == count, let address = IPAddress(bytes: Array(bytes)) { return address.description }
        return Notation.hardware(bytes)
    }
}
