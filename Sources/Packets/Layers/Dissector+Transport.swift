// SPDX-License-Identifier: Apache-2.0

extension Dissector {
    /// What IP carries, by its protocol number.
    mutating func transport(_ number: UInt8) -> Next {
        switch number {
        case 0, 43, 60: ipv6Extension(number)
        case 44: ipv6Fragment()
        case 4: .linuxEtherType(0x0800)
        case 41: .linuxEtherType(0x86DD)
        case 47: routingEncapsulation()
        case 51: authentication()
        case 1: icmp(isV6: false)
        case 58: icmp(isV6: true)
        case 6: tcp()
        case 17: udp()
        default: other(number)
        }
    }

    private mutating func other(_ number: UInt8) -> Next {
        guard number != 59, rest > 0 else { return .nothing }
        layer(Self.protocolNames[number] ?? "protocol \(number)", "\(rest) bytes, not taken apart", start..<end)
        start = end
        return .nothing
    }

    /// `192.0.2.1:80 > 10.0.0.1:4711`, of the ports at `start`.
    private var endsText: String {
        func end(_ address: String?, _ port: UInt16) -> String {
            guard let address else { return "\(port)" }
            return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
        return "\(end(ends?.source, word(0))) > \(end(ends?.destination, word(2)))"
    }

    /// UDP. Source: RFC 768.
    private mutating func udp() -> Next {
        guard holds(8, for: "UDP") else { return .nothing }
        layer("UDP", endsText, start..<start + 8)
        field("source port", "\(word(0))", 0, 2)
        field("destination port", "\(word(2))", 2, 2)
        let length = Int(word(4))
        field("length", length > rest ? "\(length), \(length - rest) more than there are" : "\(length)", 4, 2)
        field("checksum", word(6) == 0 ? "none" : Notation.hex(word(6), digits: 4), 6, 2)
        if length >= 8 { end = min(end, start + length) }
        advance(8)
        return .nothing
    }

    /// TCP. Source: RFC 9293, section 3.1.
    private mutating func tcp() -> Next {
        guard holds(4, for: "TCP") else { return .nothing }
        let length = Int(byte(12) >> 4) * 4
        let flags = Notation.flags(
            word(12),
            [
                (0, "FIN"), (1, "SYN"), (2, "RST"), (3, "PSH"), (4, "ACK"), (5, "URG"), (6, "ECE"), (7, "CWR"),
                (8, "AE"),
            ])
        layer("TCP", rest < 14 ? endsText : "\(endsText) \(flags)", start..<min(end, start + max(20, length)))
        field("source port", "\(word(0))", 0, 2)
        field("destination port", "\(word(2))", 2, 2)
        field("sequence", "\(long(4))", 4, 4)
        field("acknowledgement", "\(long(8))", 8, 4)
        field("header length", length < 20 ? "\(length), too small" : "\(length)", 12, 1)
        field("flags", flags, 12, 2)
        field("window", "\(word(14))", 14, 2)
        field("checksum", Notation.hex(word(16), digits: 4), 16, 2)
        field("urgent pointer", "\(word(18))", 18, 2)
        guard rest >= max(20, length) else { return cutOff(max(20, length)) }
        guard length >= 20 else {
            isBroken = true
            return .nothing
        }
        tcpOptions(until: length)
        advance(length)
        return .nothing
    }

    /// Source: RFC 9293, section 3.2; the registry of TCP option kinds.
    private mutating func tcpOptions(until end: Int) {
        guard end > 20 else { return }
        field("options", "\(end - 20) bytes", 20, end - 20)
        var offset = 20
        while offset < end, nodes.count < Packet.nodesMost {
            let kind = byte(offset)
            guard kind > 1 else {
                let count = kind == 0 ? end - offset : 1
                field(kind == 0 ? "end" : "no operation", kind == 0 ? "\(count) bytes" : "", offset, count, depth: 2)
                offset += count
                continue
            }
            let length = offset + 1 < end ? Int(byte(offset + 1)) : 0
            guard length >= 2, offset + length <= end else {
                return field("kind \(kind)", "of a wrong length, \(length)", offset, end - offset, depth: 2)
            }
            let (name, value) = tcpOption(kind, at: offset, length)
            field(name, value, offset, length, depth: 2)
            offset += length
        }
    }

    private func tcpOption(_ kind: UInt8, at offset: Int, _ length: Int) -> (name: String, value: String) {
        switch (kind, length) {
        // RFC 9293, 3.7.1; RFC 7323, 2 and 3; RFC 2018, 2 and 3.
        case (2, 4): return ("maximum segment", "\(word(offset + 2))")
        case (3, 3): return ("window scale", "\(byte(offset + 2))")
        case (4, 2): return ("SACK permitted", "")
        case (5, _) where length % 8 == 2:
            let blocks = stride(from: offset + 2, to: offset + length, by: 8).map { "\(long($0))-\(long($0 + 4))" }
            return ("SACK", blocks.joined(separator: ", "))
        case (8, 10): return ("timestamps", "\(long(offset + 2)), echo \(long(offset + 6))")
        // RFC 2385; RFC 5925; RFC 8684; RFC 7413.
        case (19, _): return ("MD5 signature", "\(length - 2) bytes")
        case (29, _): return ("authentication", "\(length - 2) bytes")
        case (30, _): return ("multipath", "subtype \(byte(offset + 2) >> 4)")
        case (34, _): return ("fast open", "\(length - 2) bytes")
        default: return ("kind \(kind)", "\(length) bytes")
        }
    }

    /// ICMP and ICMPv6. Source: RFC 792; RFC 4443; RFC 4861.
    private mutating func icmp(isV6: Bool) -> Next {
        let name = isV6 ? "ICMPv6" : "ICMP"
        guard holds(4, for: name) else { return .nothing }
        let (type, code) = (byte(0), byte(1))
        let names = isV6 ? Self.icmp6Names : Self.icmpNames
        let text = names[type] ?? "type \(type)"
        let isEcho = isV6 ? type == 128 || type == 129 : type == 0 || type == 8
        let count = min(rest, 8)
        layer(name, code == 0 ? text : "\(text), code \(code)", start..<start + count)
        field("type", "\(type), \(text)", 0, 1)
        field("code", "\(code)", 1, 1)
        field("checksum", Notation.hex(word(2), digits: 4), 2, 2)
        if isEcho, count == 8 {
            field("identifier", "\(word(4))", 4, 2)
            field("sequence", "\(word(6))", 6, 2)
        }
        advance(count)
        // Errors carry the beginning of the packet that they are about.
        let isError = isV6 ? (1...4).contains(type) : [3, 4, 5, 11, 12].contains(type)
        return isError ? bareInternet() : .nothing
    }

    /// GRE. Source: RFC 2784; RFC 2890; version 1 RFC 2637.
    private mutating func routingEncapsulation() -> Next {
        guard holds(4, for: "GRE") else { return .nothing }
        let flags = word(0)
        let type = word(2)
        let optional = [(15, 4), (13, 4), (12, 4)].reduce(0) { $0 + (flags >> $1.0 & 1 == 1 ? $1.1 : 0) }
        let length = min(rest, 4 + optional)
        layer("GRE", Self.etherTypeText(type), start..<start + length)
        field("flags", Notation.flags(flags, [(15, "checksum"), (13, "key"), (12, "sequence")]), 0, 2)
        field("version", "\(flags & 7)", 1, 1)
        field("protocol", Self.etherTypeText(type), 2, 2)
        advance(length)
        return flags & 7 == 0 ? .linuxEtherType(type) : .nothing
    }

    /// The authentication header. Source: RFC 4302.
    private mutating func authentication() -> Next {
        guard holds(12, for: "AH") else { return .nothing }
        let length = (Int(byte(1)) + 2) * 4
        let next = byte(0)
        layer("AH", "SPI \(Notation.hex(long(4), digits: 8))", start..<min(end, start + length))
        field("next header", Self.protocolText(next), 0, 1)
        field("length", "\(length)", 1, 1)
        field("SPI", Notation.hex(long(4), digits: 8), 4, 4)
        field("sequence", "\(long(8))", 8, 4)
        guard rest >= length else { return cutOff(length) }
        advance(length)
        return .internet(next)
    }

    /// Source: the registry of protocol numbers.
    static let protocolNames: [UInt8: String] = [
        0: "hop-by-hop options", 1: "ICMP", 2: "IGMP", 4: "IPv4", 6: "TCP", 17: "UDP", 33: "DCCP", 41: "IPv6",
        43: "routing", 44: "fragment", 47: "GRE", 50: "ESP", 51: "AH", 58: "ICMPv6", 59: "nothing",
        60: "destination options", 88: "EIGRP", 89: "OSPF", 103: "PIM", 112: "VRRP", 115: "L2TP", 132: "SCTP",
        135: "mobility", 136: "UDP-Lite",
    ]

    static func protocolText(_ number: UInt8) -> String {
        protocolNames[number].map { "\($0) (\(number))" } ?? "\(number)"
    }

    private static let icmpNames: [UInt8: String] = [
        0: "echo reply", 3: "destination unreachable", 4: "source quench", 5: "redirect", 8: "echo request",
        9: "router advertisement", 10: "router solicitation", 11: "time exceeded", 12: "parameter problem",
        13: "timestamp request", 14: "timestamp reply", 17: "address mask request", 18: "address mask reply",
    ]

    private static let icmp6Names: [UInt8: String] = [
        1: "destination unreachable", 2: "packet too big", 3: "time exceeded", 4: "parameter problem",
        128: "echo request", 129: "echo reply", 130: "multicast query", 131: "multicast report", 132: "multicast done",
        133: "router solicitation", 134: "router advertisement", 135: "neighbour solicitation",
        136: "neighbour advertisement", 137: "redirect", 143: "multicast report 2",
    ]
}
