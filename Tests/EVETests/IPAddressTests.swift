// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Testing

@Suite("Addresses")
struct IPAddressTests {
    @Test(
        "an address is written in its canonical form however it came",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("2001:DB8::1", "2001:db8::1"),
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("fe80:0:0:0:0:0:0:0", "fe80::"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
            ("0:0:0:0:0:0:0:0", "::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ])
    func canonical(text: String, expected: String) throws {
        #expect(try #require(IPAddress(text)).description == expected)
    }

    @Test(
        "what is no address is not read",
        arguments: [
            "", ":", "1", "1.2.3", "1.2.3.", "1.2.3.4.", ".1.2.3.4", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.04",
            "1..2.3", "1.2.3.4 ", " 1.2.3.4",
            "1.2.3.a", "-1.2.3.4", "+1.2.3.4", "::1%eth0", "[::1]", ":::", "::1::", "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "1:", ":1", "1::2:", "::1.2.3", "1.2.3.4::",
            "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:5", "::1.2.3.400", "unknown", String(repeating: ":", count: 46),
        ])
    func bad(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("any text is an address exactly where the system says so")
    func reference() {
        var generator = SeededGenerator(seed: 3)
        let pieces = ["0", "1", "ffff", "db8", "192", "10.0.0.1", "255", "::", ":", ".", "a", "G", "00", "65536"]
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            #expect(IPAddress(text)?.bytes == systemBytes(text), "\(text)")
        }
    }

    @Test("bytes, text and back are the system's")
    func system() throws {
        var generator = SeededGenerator(seed: 4)
        for round in 0..<4000 {
            // Runs of zero groups are what canonical form is about.
            var bytes = (0..<(round % 4 == 0 ? 4 : 16)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for _ in 0..<Int.random(in: 0...6, using: &generator) where bytes.count == 16 {
                let group = Int.random(in: 0..<8, using: &generator)
                bytes[group * 2] = 0
                bytes[group * 2 + 1] = 0
            }
            let address = try #require(IPAddress(bytes: bytes))
            #expect(address.bytes == bytes)
            #expect(IPAddress(address.description) == address)
            // glibc writes IPv4-compatible addresses dotted, which RFC 5952 leaves open.
            if address.isV4 || address.high != 0 { #expect(address.description == systemText(bytes)) }
        }
    }

    @Test("only 4 and 16 bytes are an address", arguments: [0, 3, 5, 15, 17])
    func byteCounts(count: Int) {
        #expect(IPAddress(bytes: Array(repeating: 1, count: count)) == nil)
    }

    @Test("addresses sort by version, then by number")
    func order() {
        let texts = ["::1", "10.0.0.10", "2001:db8::", "10.0.0.9", "::", "9.255.0.0", "2001:db7:ffff::"]
        #expect(
            texts.compactMap { IPAddress($0) }.sorted().map(\.description) == [
                "9.255.0.0", "10.0.0.9", "10.0.0.10", "::", "::1", "2001:db7:ffff::", "2001:db8::",
            ])
    }

    @Test("a mapped address is not its IPv4 address")
    func mapped() {
        #expect(IPAddress("::ffff:192.0.2.1") != IPAddress("192.0.2.1"))
    }

    private func systemBytes(_ text: String) -> [UInt8]? {
        let isV6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isV6 ? 16 : 4)
        let result = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe inet_pton(isV6 ? AF_INET6 : AF_INET, text, buffer.baseAddress)
        }
        return result == 1 ? bytes : nil
    }

    private func systemText(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: 64)
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, buffer.baseAddress, &text, 64)
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

@Suite("Networks")
struct IPNetworkTests {
    @Test(
        "a network has its lowest and highest address",
        arguments: [
            ("10.1.2.3/8", "10.0.0.0", "10.255.255.255"), ("192.0.2.0/24", "192.0.2.0", "192.0.2.255"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.7"), ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
            ("2001:db8::1/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"), ("::1/128", "::1", "::1"),
            ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("fe80::/65", "fe80::", "fe80::7fff:ffff:ffff:ffff"),
        ])
    func range(text: String, lowest: String, highest: String) throws {
        let range = try #require(IPNetwork(text)).range
        #expect(range.lowerBound == IPAddress(lowest))
        #expect(range.upperBound == IPAddress(highest))
    }

    @Test("it contains what lies between them and nothing else")
    func contains() throws {
        let network = try #require(IPNetwork("10.1.0.0/16"))
        #expect(try network.contains(#require(IPAddress("10.1.255.255"))))
        #expect(try !network.contains(#require(IPAddress("10.2.0.0"))))
        #expect(try !network.contains(#require(IPAddress("::ffff:10.1.0.1"))))
        #expect(try !#require(IPNetwork("::/0")).contains(#require(IPAddress("10.1.0.1"))))
        #expect(network.description == "10.1.0.0/16")
    }

    @Test(
        "what is no network is not read",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10/8", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/-1",
            "10.0.0.0/9999999999999999999999",
        ])
    func bad(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
