// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

@testable import Packets

@Suite("Packets") struct PacketTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 8 : 300

    private func value(_ name: String, _ packet: Packet) -> String? { packet.nodes.first { $0.name == name }?.value }
    private func layers(_ packet: Packet) -> [String] { packet.nodes.filter { $0.depth == 0 }.map(\.name) }

    @Test("a TCP segment in a VLAN is taken apart to its options, and padding is no part of it")
    func tcp() {
        let packet = Packet(Made.tcp, linkType: .ethernet)
        #expect(layers(packet) == ["Ethernet", "VLAN", "IPv4", "TCP"])
        #expect(packet.summary == "Ethernet, VLAN, IPv4, TCP 10.20.3.5:50412 > 192.0.2.53:502 SYN")
        #expect(value("id", packet) == "10")
        #expect(value("priority", packet) == "3")
        #expect(packet.nodes.first { $0.name == "checksum" }?.value.hasSuffix(", right") == true)
        #expect(value("flags", packet) == "DF")
        let options = packet.nodes.filter { $0.depth == 2 }
        #expect(
            options.map(\.name) == ["maximum segment", "SACK permitted", "timestamps", "no operation", "window scale"])
        #expect(options.map(\.value) == ["1460", "", "7, echo 0", "", "7"])
        #expect(options.first?.range == 58..<62)
    }

    @Test("what a datagram carries is a row of its own")
    func udp() {
        let packet = Packet(Made.udp, linkType: .ethernet)
        #expect(layers(packet) == ["Ethernet", "IPv4", "UDP", "data"])
        #expect(packet.summary == "Ethernet, IPv4, UDP 10.20.3.5:53 > 192.0.2.53:12345")
        #expect(packet.nodes.last?.value == "5 bytes")
        #expect(packet.nodes.last.map { Array(packet.bytes[$0.range]) } == Array("hello".utf8))
    }

    @Test("ARP says who asks for whom")
    func arp() {
        let packet = Packet(Made.arp, linkType: .ethernet)
        #expect(packet.summary == "Ethernet, ARP request 10.20.3.5 > 10.20.0.1")
        #expect(value("target hardware", packet) == "00:00:00:00:00:00")
    }

    @Test("IPv6 is followed through its extension headers")
    func icmp6() {
        let packet = Packet(Made.icmp6, linkType: .ethernet)
        #expect(layers(packet) == ["Ethernet", "IPv6", "hop-by-hop options", "fragment", "ICMPv6"])
        #expect(value("source", Packet(Array(Made.icmp6.dropFirst(14)), linkType: .rawIP)) == "2001:db8::1")
        #expect(value("flow label", packet) == "0x12345")
        #expect(value("sequence", packet) == "1")
    }

    @Test("an ICMP error shows the packet that it is about")
    func unreachable() {
        let packet = Packet(Made.unreachable, linkType: LinkType(rawValue: 12))
        #expect(layers(packet) == ["IPv4", "ICMP", "IPv4", "UDP"])
        #expect(value("type", packet) == "3, destination unreachable")
    }

    @Test("a later fragment has no header of the next layer")
    func fragment() {
        var bytes = Made.udp
        bytes[14 + 7] = 1
        #expect(layers(Packet(bytes, linkType: .ethernet)) == ["Ethernet", "IPv4", "data"])
    }

    @Test("a Linux capture and a loopback lead to the same packet")
    func cooked() {
        let cooked = Made.bytes("00 04 00 01 00 06 02 00 00 00 00 02 00 00 08 00")
        let ip = Array(Made.udp.dropFirst(14))
        #expect(
            Packet(cooked + ip, linkType: .linuxCooked).summary
                == "Linux cooked, IPv4, UDP 10.20.3.5:53 > 192.0.2.53:12345")
        #expect(Packet([2, 0, 0, 0] + ip, linkType: .null).summary.hasPrefix("loopback, IPv4, UDP"))
        #expect(layers(Packet(ip, linkType: LinkType(rawValue: 147))) == ["link type 147", "data"])
    }

    @Test("every cut of a packet is told, and no field lies outside of it")
    func cuts() {
        for whole in [Made.tcp, Made.udp, Made.arp, Made.icmp6] {
            for count in 0...whole.count {
                let packet = Packet(Array(whole.prefix(count)), linkType: .ethernet)
                for node in packet.nodes {
                    #expect(node.range.lowerBound >= 0 && node.range.upperBound <= count, "\(node)")
                }
            }
        }
        let cut = Packet(Array(Made.tcp.prefix(44)), linkType: .ethernet)
        #expect(cut.nodes.last?.name == "cut off")
        #expect(cut.nodes.last?.value == "6 of 20 bytes are there")
        #expect(cut.nodes.contains { $0.name == "destination port" && $0.value == "502" })
    }

    @Test("no damage makes it trap, give rows without end or fields outside", arguments: UInt64(1)...rounds)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = [Made.tcp, Made.udp, Made.arp, Made.icmp6, Made.unreachable, []]
        let kinds = [0, 1, 12, 101, 113, 228, 229, 276, 147].map { LinkType(rawValue: $0) }
        for _ in 0..<2000 {
            guard var bytes = seeds.randomElement(using: &random), let other = seeds.randomElement(using: &random),
                let kind = kinds.randomElement(using: &random)
            else { return }
            for _ in 0..<Int.random(in: 0...5, using: &random) { bytes.mutate(with: other, using: &random) }
            let packet = Packet(bytes, linkType: kind)
            #expect(packet.nodes.count <= Packet.nodesMost)
            #expect(packet.nodes.allSatisfy { $0.range.upperBound <= bytes.count })
            #expect(!packet.summary.contains("\n"))
        }
    }
}
