// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Geo
import Query
import Testing

@Suite("Damaged and hostile databases")
struct DamagedDatabaseTests {
    private static let good = SampleGeography.bytes

    /// Opens a file of these bytes and asks it for many addresses; what it says does not matter, that it comes back does.
    @discardableResult
    private func use(_ bytes: [UInt8], _ random: inout SeededGenerator) throws -> Bool {
        let file = try GeoFile(bytes)
        guard let database = try? file.open() else { return false }
        for network: UInt32 in [0xC000_0200, 0xC633_6400, 0xCB00_7100] {
            for _ in 0..<8 {
                let address = IPAddress(v4: network | UInt32.random(in: 0...255, using: &random))
                _ = database.country(of: address)
                _ = database.location(of: address)
            }
        }
        _ = database.location(of: IPAddress(high: 0x2001_0db8_00ff_0000, low: random.next()))
        _ = database.location(of: IPAddress(high: random.next(), low: random.next()))
        return true
    }

    @Test("bits that flipped, anywhere", arguments: 0..<8 as Range<UInt64>)
    func flipped(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var opened = 0
        for _ in 0..<250 {
            var bytes = Self.good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            if try use(bytes, &random) { opened += 1 }
        }
        // The greater part of the damage lies where it can only be met by looking addresses up.
        #expect(opened > 100)
    }

    @Test("bits that flipped in the metadata and before it", arguments: 0..<4 as Range<UInt64>)
    func metadata(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 100)
        for _ in 0..<250 {
            var bytes = Self.good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[bytes.count - Int.random(in: 1...260, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try use(bytes, &random)
        }
    }

    @Test("files that were cut, and that have pieces of themselves put in", arguments: 0..<4 as Range<UInt64>)
    func pieces(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &+ 200)
        for _ in 0..<200 {
            var bytes = Self.good
            bytes.mutate(with: Array(Self.good.suffix(Int.random(in: 1...400, using: &random))), using: &random)
            try use(bytes, &random)
        }
    }

    /// A file of IPv4 in which every address leads to the bytes given.
    private func file(record: [UInt8]) -> [UInt8] {
        var writer = GeoWriter(ipVersion: 4, usesPointers: false)
        writer.add(
            [IPNetwork("0.0.0.0/1"), IPNetwork("128.0.0.0/1")].compactMap(\.self), .map([("country", .text("SE"))]))
        let bytes = writer.bytes
        let data = 6 + 16
        let length = 1 + 8 + 3
        return Array(bytes[..<data]) + record + Array(bytes[(data + length)...])
    }

    private let key = [0x47] + Array("country".utf8)

    @Test("the maker of hostile files makes good ones, too")
    func maker() throws {
        let file = try GeoFile(file(record: [0xE1] + key + [0x42] + Array("NO".utf8)))
        #expect(try file.open().country(of: IPAddress(v4: 1))?.code == "NO")
    }

    @Test("lists within lists, deeper than any stack")
    func deep() throws {
        let nested = [UInt8](repeating: 0, count: 1_600_000).enumerated().map { $0.offset % 2 == 0 ? UInt8(1) : 4 }
        var random = SeededGenerator(seed: 1)
        // In front of the country, as the country, and where the metadata is.
        try use(file(record: [0xE2, 0x41, 0x61] + nested + [0x40] + key + [0x42] + Array("NO".utf8)), &random)
        try use(file(record: [0xE1] + key + nested + [0x40]), &random)
        let marker = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
        try use(Self.good + marker + nested.prefix(120_000), &random)
    }

    @Test("pointers to themselves and in circles")
    func circles() throws {
        var random = SeededGenerator(seed: 2)
        try use(file(record: [0x20, 0x00]), &random)
        try use(file(record: [0xE1] + key + [0x20, 0x00]), &random)
        try use(file(record: [0xE1, 0x20, 0x01, 0x20, 0x03]), &random)
        try use(file(record: [0x38, 0xFF, 0xFF, 0xFF, 0xFF]), &random)
    }

    @Test("maps and texts that say they are larger than the file")
    func sizes() throws {
        var random = SeededGenerator(seed: 3)
        try use(file(record: [0xFF, 0xFF, 0xFF, 0xFF] + key), &random)
        try use(file(record: [0xE1] + key + [0x5F, 0xFF, 0xFF, 0xFF]), &random)
        try use(file(record: [0xE2, 0x41, 0x61, 0x1F, 0x04, 0xFF, 0xFF, 0xFF] + key + [0x42, 0x4E, 0x4F]), &random)
    }

    @Test("metadata whose lists lead to each other until memory is full")
    func bomb() throws {
        let marker = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
        // Twelve lists of 28 pointers, each to the next list.
        var bytes: [UInt8] = []
        for level in 0..<12 {
            let next = (level + 1) * (2 + 28 * 2)
            bytes += [28, 4] + (0..<28).flatMap { _ in [UInt8(0x20 | next >> 8), UInt8(next & 255)] }
        }
        let file = try GeoFile(Self.good + marker + bytes + [0x41, 0x61])
        #expect(file.failure == .damaged(path: file.path, reason: "its metadata cannot be read"))
    }

    @Test("a file that is cut while it is in use changes nothing")
    func cut() throws {
        let file = try GeoFile(Self.good)
        let database = try file.open()
        try Data().write(to: URL(filePath: file.path))
        #expect(database.country(of: IPAddress(v4: 0xC000_0214))?.code == "IE")
    }
}
