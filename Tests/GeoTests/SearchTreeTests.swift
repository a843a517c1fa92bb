// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Testing

@testable import Geo

@Suite("Trees of databases")
struct SearchTreeTests {
    @Test("every address leads where its network says", arguments: [4, 6] as [UInt16], [24, 28, 32])
    func addresses(ipVersion: UInt16, recordSize: Int) throws {
        var writer = GeoWriter(ipVersion: ipVersion, usesPointers: false)
        writer.recordSize = recordSize
        // Each record is a number of one byte behind its head, so the second one stands at 2.
        writer.add([try #require(IPNetwork("192.0.2.128/25"))], .uint16(7))
        writer.add([try #require(IPNetwork("192.0.2.7/32"))], .uint16(8))
        if ipVersion == 6 { writer.add([try #require(IPNetwork("2001:db8::1/128"))], .uint16(9)) }
        let file = writer.bytes
        let tree = SearchTree(file, try Metadata(file, path: ""))
        let wanted: [(String, Int?)] = [
            ("192.0.2.127", nil), ("192.0.2.128", 0), ("192.0.2.255", 0), ("192.0.3.0", nil), ("192.0.2.7", 2),
            ("192.0.2.6", nil), ("2001:db8::1", ipVersion == 6 ? 4 : nil), ("2001:db8::", nil), ("2001:db8::2", nil),
            ("::192.0.2.128", ipVersion == 6 ? 0 : nil), ("255.255.255.255", nil), ("::", nil),
        ]
        for (address, offset) in wanted {
            #expect(tree.offset(of: try #require(IPAddress(address))) == offset, "\(address)")
        }
    }

    @Test("of 28 bits the highest four of each side stand in the byte in the middle")
    func shared() throws {
        var writer = GeoWriter(ipVersion: 4)
        writer.recordSize = 28
        writer.add([try #require(IPNetwork("0.0.0.0/1"))], .uint16(1))
        var file = writer.bytes
        let metadata = try Metadata(file, path: "")
        #expect(metadata.nodes == 1)
        file.replaceSubrange(0..<7, with: [0x01, 0x02, 0x03, 0xAB, 0x04, 0x05, 0x06])
        let tree = SearchTree(file, metadata)
        #expect(tree.offset(node: 0, isRight: false) == 0xA01_0203 - 17)
        #expect(tree.offset(node: 0, isRight: true) == 0xB04_0506 - 17)
    }

    @Test("a tree that leads in a circle, or between the tree and the data, leads nowhere")
    func nowhere() throws {
        var writer = GeoWriter(ipVersion: 6)
        writer.add([try #require(IPNetwork("8000::/1"))], .uint16(1))
        var file = writer.bytes
        let metadata = try Metadata(file, path: "")
        file.replaceSubrange(0..<6, with: [0, 0, 0, 0, 0, 2])
        let tree = SearchTree(file, metadata)
        #expect(tree.offset(of: IPAddress(v4: 0)) == nil)
        #expect(tree.offset(of: IPAddress(high: 0, low: 0)) == nil)
        #expect(tree.offset(of: IPAddress(high: 1 << 63, low: 0)) == nil)
    }
}
