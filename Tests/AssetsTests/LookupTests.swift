// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Fixtures
import Foundation
import Testing

@Suite("Lookups of assets")
struct LookupTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 8 : 200

    @Test("the smallest network counts, at its first and last address, too")
    func nested() throws {
        let book = AssetReading(
            text: """
                - {name: world, addresses: [0.0.0.0/0, "::/0"]}
                - {name: last, addresses: [255.255.255.255, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]}
                - {name: net, addresses: [10.0.0.0/24, "2001:db8::/64"]}
                - {name: half, addresses: [10.0.0.128/25]}
                - {name: one, addresses: [10.0.0.0, 10.0.0.255, "2001:db8::1"]}
                """
        ).book
        let expected = [
            "9.255.255.255": "world", "10.0.0.0": "one", "10.0.0.1": "net", "10.0.0.127": "net", "10.0.0.128": "half",
            "10.0.0.254": "half", "10.0.0.255": "one", "10.0.1.0": "world", "0.0.0.0": "world",
            "255.255.255.254": "world", "255.255.255.255": "last", "::": "world", "2001:db8::": "net",
            "2001:db8::1": "one", "2001:db8::2": "net", "2001:db8:0:1::": "world", "::ffff:10.0.0.0": "world",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": "last",
        ]
        for (text, name) in expected {
            let address = try #require(IPAddress(text))
            #expect(book.asset(at: address)?.name == name, "\(text)")
        }
    }

    @Test("an empty book has nothing")
    func empty() throws {
        #expect(AssetBook.empty.isEmpty && AssetBook.empty.asset(named: "10.0.0.1") == nil)
        #expect(AssetBook([Asset("a")]).asset(at: try #require(IPAddress("::1"))) == nil)
    }

    @Test("a book finds what a search through all networks finds", arguments: 0..<rounds)
    func oracle(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var assets: [Asset] = []
        for number in 0..<Int.random(in: 0...60, using: &random) {
            var asset = Asset("\(number)")
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let address = address(&random)
                let bits = address.isV4 ? 32 : 128
                if let network = IPNetwork(address, prefixLength: Int.random(in: bits - 12...bits, using: &random)) {
                    asset.networks.append(network)
                }
            }
            assets.append(asset)
        }
        let book = AssetBook(assets)
        for _ in 0..<2000 {
            let wanted = address(&random)
            #expect(book.asset(at: wanted)?.name == search(assets, wanted)?.name, "\(wanted)")
        }
    }

    /// Few enough that networks meet, at both ends of the numbers, too.
    private func address(_ random: inout SeededGenerator) -> IPAddress {
        let low = UInt64.random(in: 0..<4096, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return IPAddress(v4: UInt32(low))
        case 1: return IPAddress(v4: UInt32.max - UInt32(low))
        case 2: return IPAddress(high: 0, low: low)
        default: return IPAddress(high: .max, low: .max - low)
        }
    }

    private func search(_ assets: [Asset], _ address: IPAddress) -> Asset? {
        var best: (asset: Asset, length: Int)?
        for asset in assets {
            for network in asset.networks where network.contains(address) && network.prefixLength > best?.length ?? -1 {
                best = (asset, network.prefixLength)
            }
        }
        return best?.asset
    }

    @Test("hardware addresses are read in the forms that people write")
    func macs() {
        for text in ["02:4c:49:0B:00:47", "02-4C-49-0b-00-47", "024c.490b.0047"] {
            #expect(MACAddress(text)?.description == "02:4c:49:0b:00:47")
        }
        for text in [
            "", "02:4c:49:0b:00", "02:4c:49:0b:00:4g", "02:4c-49:0b:00:47", "024c490b0047", "024c:490b:0047",
            "02.4c.49.0b.00.47", "02:4c:49:0b:00:470", "0x:4c:49:0b:00:47",
        ] { #expect(MACAddress(text) == nil, "\(text)") }
    }
}
