// SPDX-License-Identifier: Apache-2.0

/// Packets made up for tests.
enum Made {
    /// Bytes of hexadecimal digits; blanks part them.
    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static let ethernet = bytes("02 00 00 00 00 01 02 00 00 00 00 02")

    /// A SYN with the options of a Linux client, in a VLAN, padded by two bytes.
    static let tcp =
        ethernet + bytes("81 00 60 0a 08 00") + ip(protocol: 6, length: 40)
        + bytes("c4 ec 01 f6 00 00 00 01 00 00 00 00 a0 02 fa f0 12 34 00 00")
        + bytes("02 04 05 b4 04 02 08 0a 00 00 00 07 00 00 00 00 01 03 03 07") + [0, 0]

    /// A UDP datagram of five bytes.
    static let udp =
        ethernet + bytes("08 00") + ip(protocol: 17, length: 13) + bytes("00 35 30 39 00 0d 00 00")
        + Array("hello".utf8)

    static let arp =
        ethernet + bytes("08 06 00 01 08 00 06 04 00 01 02 00 00 00 00 02 0a 14 03 05 00 00 00 00 00 00 0a 14 00 01")

    /// IPv6 with a hop-by-hop header, a fragment header that is whole, and an echo request.
    static let icmp6 =
        ethernet + bytes("86 dd 60 01 23 45 00 18 00 40") + bytes("20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01")
        + bytes("20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02") + bytes("2c 00 05 02 00 00 01 00")
        + bytes("3a 00 00 00 00 00 00 09") + bytes("80 00 12 34 00 07 00 01")

    /// An ICMP error about a UDP datagram.
    static let unreachable =
        ip(protocol: 1, length: 36) + bytes("03 03 00 00 00 00 00 00") + ip(protocol: 17, length: 8)
        + bytes("30 39 00 35 00 08 00 00")

    /// An IPv4 header without options and with its checksum, from 10.20.3.5 to 192.0.2.53.
    static func ip(protocol number: UInt8, length: Int) -> [UInt8] {
        var header = bytes("45 00 00 00 12 34 40 00 40 00 00 00 0a 14 03 05 c0 00 02 35")
        let total = 20 + length
        header[2] = UInt8(total >> 8)
        header[3] = UInt8(total & 0xFF)
        header[9] = number
        var sum = 0
        for index in stride(from: 0, to: 20, by: 2) { sum += Int(header[index]) << 8 | Int(header[index + 1]) }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
        header[10] = UInt8(~sum >> 8 & 0xFF)
        header[11] = UInt8(~sum & 0xFF)
        return header
    }
}
