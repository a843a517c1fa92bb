// SPDX-License-Identifier: Apache-2.0

extension Dissector {
    /// Ethernet. Source: IEEE 802.3, clause 3; RFC 894.
    mutating func ethernet() -> Next {
        guard holds(14, for: "Ethernet") else { return .nothing }
        let destination = Notation.hardware(bytes[start..<start + 6])
        let source = Notation.hardware(bytes[start + 6..<start + 12])
        layer("Ethernet", "\(source) > \(destination)", start..<start + 14)
        field("destination", destination, 0, 6)
        field("source", source, 6, 6)
        let type = word(12)
        // What is smaller is a length, and a header of IEEE 802.2 follows.
        guard type >= 0x0600 else {
            field("length", "\(type)", 12, 2)
            advance(14)
            return .nothing
        }
        field("type", Self.etherTypeText(type), 12, 2)
        advance(14)
        return .linuxEtherType(type)
    }

    /// A VLAN tag. Source: IEEE 802.1Q.
    mutating func vlan() -> Next {
        guard holds(4, for: "VLAN") else { return .nothing }
        let control = word(0)
        layer("VLAN", "\(control & 0x0FFF)", start..<start + 4)
        field("priority", "\(control >> 13)", 0, 1)
        field("drop eligible", control & 0x1000 == 0 ? "no" : "yes", 0, 1)
        field("id", "\(control & 0x0FFF)", 0, 2)
        let type = word(2)
        field("type", Self.etherTypeText(type), 2, 2)
        advance(4)
        return .linuxEtherType(type)
    }

    /// The header that stands for a link in captures on Linux. Source: LINKTYPE_LINUX_SLL of tcpdump.org.
    mutating func linuxCooked() -> Next {
        guard holds(16, for: "Linux cooked") else { return .nothing }
        let kinds = ["to this host", "broadcast", "multicast", "to another host", "from this host"]
        let kind = Int(word(0))
        layer("Linux cooked", kinds.indices.contains(kind) ? kinds[kind] : "\(kind)", start..<start + 16)
        field("packet type", kinds.indices.contains(kind) ? kinds[kind] : "\(kind)", 0, 2)
        field("hardware type", "\(word(2))", 2, 2)
        let count = min(8, Int(word(4)))
        field("address length", "\(word(4))", 4, 2)
        field("source", Notation.hardware(bytes[start + 6..<start + 6 + count]), 6, count)
        let type = word(14)
        field("protocol", Self.etherTypeText(type), 14, 2)
        advance(16)
        return .linuxEtherType(type)
    }

    /// Source: LINKTYPE_LINUX_SLL2 of tcpdump.org.
    mutating func linuxCooked2() -> Next {
        guard holds(20, for: "Linux cooked 2") else { return .nothing }
        let type = word(0)
        layer("Linux cooked 2", "interface \(long(4))", start..<start + 20)
        field("protocol", Self.etherTypeText(type), 0, 2)
        field("interface", "\(long(4))", 4, 4)
        field("packet type", "\(byte(10))", 10, 1)
        let count = min(8, Int(byte(11)))
        field("source", Notation.hardware(bytes[start + 12..<start + 12 + count]), 12, count)
        advance(20)
        return .linuxEtherType(type)
    }

    /// The four bytes of a BSD loopback, in the order of the machine that wrote them. Source: LINKTYPE_NULL of tcpdump.org.
    mutating func loopback() -> Next {
        guard holds(4, for: "loopback") else { return .nothing }
        let number = long(0)
        let family = number > 0xFFFF ? number.byteSwapped : number
        layer("loopback", "family \(family)", start..<start + 4)
        advance(4)
        // 2 is IPv4 everywhere; IPv6 has another number on each system.
        return bareInternet()
    }

    /// IP without anything before it: its version says which.
    mutating func bareInternet() -> Next {
        switch byte(0) >> 4 {
        case 4 where rest > 0: .linuxEtherType(0x0800)
        case 6 where rest > 0: .linuxEtherType(0x86DD)
        default: .nothing
        }
    }

    /// ARP. Source: RFC 826.
    mutating func arp() -> Next {
        guard holds(8, for: "ARP") else { return .nothing }
        let (hardware, protocolLength) = (Int(byte(4)), Int(byte(5)))
        let operations: [UInt16: String] = [1: "request", 2: "reply", 3: "reverse request", 4: "reverse reply"]
        let operation = operations[word(6)] ?? "operation \(word(6))"
        let length = 8 + 2 * (hardware + protocolLength)
        let place = nodes.count
        layer("ARP", operation, start..<min(end, start + length))
        field("hardware type", word(0) == 1 ? "Ethernet" : "\(word(0))", 0, 2)
        field("protocol type", Self.etherTypeText(word(2)), 2, 2)
        field("hardware length", "\(hardware)", 4, 1)
        field("protocol length", "\(protocolLength)", 5, 1)
        field("operation", operation, 6, 2)
        guard rest >= length else { return cutOff(length) }
        var offset = 8
        for name in ["sender", "target"] {
            field("\(name) hardware", Notation.hardware(slice(offset, hardware)), offset, hardware)
            offset += hardware
            field("\(name) address", addressText(offset, protocolLength), offset, protocolLength)
            offset += protocolLength
        }
        if protocolLength == 4 {
            let (sender, target) = (addressText(8 + hardware, 4), addressText(12 + 2 * hardware, 4))
            nodes[place].value = "\(operation) \(sender) > \(target)"
        }
        advance(length)
        return .nothing
    }

    /// Bytes counted from `start`, as many as there are.
    func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
        let lower = min(end, start + offset)
        return bytes[lower..<min(end, lower + max(0, count))]
    }

    static func etherTypeText(_ type: UInt16) -> String {
        let names: [UInt16: String] = [
            0x0800: "IPv4", 0x0806: "ARP", 0x86DD: "IPv6", 0x8100: "VLAN", 0x88A8: "VLAN, service", 0x9100: "VLAN",
            0x8847: "MPLS", 0x8863: "PPPoE discovery", 0x8864: "PPPoE", 0x88CC: "LLDP", 0x8892: "PROFINET",
            0x88B8: "GOOSE", 0x88BA: "SV", 0x88F7: "PTP", 0x6558: "Ethernet", 0x22F0: "AVTP", 0x88A4: "EtherCAT",
        ]
        let number = Notation.hex(type, digits: 4)
        return names[type].map { "\($0) (\(number))" } ?? number
    }
}
