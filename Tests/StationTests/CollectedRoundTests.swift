// SPDX-License-Identifier: Apache-2.0

import Collector
import EVE
import Fixtures
import Foundation
import Intake
import Query
import Store
import Testing

@testable import Station

@Suite("Lines that gateways send") struct CollectedRoundTests {
    private static let now = Instant("2026-11-24T12:00:00.000000+0000") ?? Instant(microseconds: 0)
    let folder: Folder

    init() throws { folder = try Folder() }

    /// A station from its start to its end: `body` sends into the queue, and each round commits unless it says no.
    private func station(_ body: (CollectedQueue, FollowRound) throws -> Void) throws {
        let queue = CollectedQueue()
        let round = try FollowRound(
            configuration: folder.configuration, writer: try StoreWriter(directory: folder.configuration.dataDirectory),
            rules: StationRules(folder.configuration), queue: queue)
        try body(queue, round)
    }

    private func commit(_ round: FollowRound) throws {
        for _ in 0..<200 {
            let parts = round.gather(now: Self.now)
            if parts.isEmpty, !round.hasGathered { return }
            _ = try round.commit(parts, arrived: Self.now)
        }
        Issue.record("the queue does not empty")
    }

    @Test(
        "each line is stored once, however often, in whatever order and under whatever offset it comes",
        arguments: UInt64(1)...8)
    func exactlyOnce(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shippers = [ShipperModel(gateway: "gw-a", seed: seed), ShipperModel(gateway: "gw-b", seed: seed + 100)]
        for _ in 0..<6 {
            try station { queue, round in
                for shipper in shippers { shipper.sendAgain(to: queue) }
                for _ in 0..<8 {
                    let shipper = shippers[Int.random(in: 0..<2, using: &random)]
                    shipper.send(to: queue)
                    if Int.random(in: 0..<3, using: &random) > 0 { try commit(round) }
                    if Int.random(in: 0..<4, using: &random) == 0 { shipper.sendAgain(to: queue) }
                }
                // The end comes with lines in the queue, and with some that were gathered and never stored.
                if Bool.random(using: &random) { _ = round.gather(now: Self.now) }
            }
        }
        try station { queue, round in
            for shipper in shippers { shipper.sendAgain(to: queue) }
            try commit(round)
            for shipper in shippers { #expect(shipper.isDone) }
        }
        let written = shippers.flatMap { shipper in shipper.written.map { shipper.gateway + $0 } }
        var stored: [String] = []
        try folder.reader.forEachRaw(.init(isDescending: false, limit: .max), until: .init()) { row, raw in
            stored.append(row.gateway + String(decoding: raw, as: UTF8.self))
            return true
        }
        // The same line may have been written twice, and is there twice then.
        let wanted = Dictionary(written.map { ($0, 1) }, uniquingKeysWith: +)
        let found = Dictionary(stored.map { ($0, 1) }, uniquingKeysWith: +)
        let wrong = Set(wanted.keys).union(found.keys).filter { wanted[$0] != found[$0] }.sorted()
        #expect(wrong.isEmpty, "\(wrong.count) are not there as often as written: \(wrong.first ?? "")")
        #expect(stored.count == written.count)
    }

    @Test("lines in order are told by their place alone, and again after a restart")
    func order() throws {
        let lines = (0..<10).map { String(flowLines($0..<$0 + 1).dropLast()) }
        var sent = ShippedLines()
        var offset: UInt64 = 0
        for line in lines {
            sent.add(line.utf8, file: "eve", offset: offset)
            offset += UInt64(line.utf8.count) + 1
        }
        for (first, duplicates) in [(true, 0), (false, 10), (false, 20)] {
            try station { queue, round in
                queue.put(CollectedBatch(gateway: "gw-a", lines: sent) {})
                let parts = round.gather(now: Self.now)
                #expect(parts.isEmpty != first)
                _ = try round.commit(parts, arrived: Self.now)
            }
            let report = try #require(try folder.reader.gateways().first)
            #expect(report.events == 10 && report.duplicates == duplicates)
        }
    }

    @Test("what is no event is refused once, with its place")
    func refused() throws {
        var sent = ShippedLines()
        sent.add(flowLines(1..<2).dropLast().utf8, file: "eve", offset: 1000)
        sent.add("no event".utf8, file: "eve", offset: 2000)
        for _ in 0..<2 {
            try station { queue, round in
                queue.put(CollectedBatch(gateway: "gw-a", lines: sent) {})
                _ = try round.commit(round.gather(now: Self.now), arrived: Self.now)
            }
        }
        #expect(try folder.reader.gateways().first?.rejected.values.reduce(0, +) == 1)
        let line = try #require(try folder.reader.rejectedLines(limit: 10).first)
        #expect(line.rejection.offset == 2000 && line.rejection.line == 2)
    }

    @Test("a day that is damaged is made again when lines of it are asked for, and the lines are still known")
    func damaged() throws {
        var sent = ShippedLines()
        for number in 0..<20 { sent.add(flowLines(number..<number + 1).dropLast().utf8) }
        try station { queue, round in
            queue.put(CollectedBatch(gateway: "gw-a", lines: sent) {})
            try commit(round)
        }
        let days = folder.path + "/data/days/"
        for name in try FileManager.default.contentsOfDirectory(atPath: days) where !name.hasSuffix(".raw") {
            if name.hasSuffix(".db") {
                try Data("no database at all".utf8).write(to: URL(filePath: days + name))
            } else {
                try FileManager.default.removeItem(atPath: days + name)
            }
        }
        try station { queue, round in
            queue.put(CollectedBatch(gateway: "gw-a", lines: sent) {})
            try commit(round)
            #expect(round.collectedTrouble.isEmpty)
            #expect(!round.takeNotices().isEmpty)
        }
        #expect(try folder.stored().events == 20)
        // Set aside under the station's time, and not one that a sensor wrote.
        let aside = try FileManager.default.contentsOfDirectory(atPath: days).filter { $0.contains(".damaged-") }
        let date = Self.now.rfc3339.prefix(10).replacing("-", with: "")
        #expect(!aside.isEmpty && aside.allSatisfy { $0.contains(".damaged-\(date)") }, "\(aside)")
    }

    @Test(
        "an offset as large as a number may be is no place, and the line is stored", arguments: [UInt64.max, 1 << 62])
    func far(offset: UInt64) throws {
        var sent = ShippedLines()
        sent.add(flowLines(1..<2).dropLast().utf8, file: "eve", offset: offset)
        try station { queue, round in
            queue.put(CollectedBatch(gateway: "gw-a", lines: sent) {})
            try commit(round)
        }
        #expect(try folder.stored().events == 1)
    }

    @Test("a batch whose second file cannot be asked for is taken as a whole the next time")
    func halfTaken() throws {
        let gateway = ShippedGateway("gw-a", known: [])
        func lines(_ offset: UInt64) -> ShippedLines {
            var lines = ShippedLines()
            for (file, number) in [("a", 1), ("b", 2)] {
                lines.add(flowLines(number..<number + 1).dropLast().utf8, file: file, offset: offset)
            }
            return lines
        }
        _ = try gateway.take(lines(1000)) { _ in [] }
        var asked = 0
        #expect(throws: StoreError.self) {
            _ = try gateway.take(lines(10)) { _ throws(StoreError) in
                asked += 1
                if asked > 1 { throw StoreError.diskFull(path: "") }
                return [0]
            }
        }
        let taken = try gateway.take(lines(10)) { _ in [0] }
        #expect(taken.runs.count == 2 && taken.duplicates == 0)
    }

    @Test("places of one line are remembered within limits, those that stand close together always")
    func places() {
        var places = ShippedPlaces()
        let line = Array("line".utf8)[...]
        var known = 0
        for place in UInt64(0)..<50_000 {
            if places.isKnown(line, at: place, of: 0) { known += 1 }
            // The one before is there, also where something was just forgotten.
            if place > 0, !places.isKnown(line, at: place - 1, of: 0) { known += 1 }
        }
        #expect(known == 0 && places.count <= 2 * ShippedPlaces.limit)
        let isForgotten = !places.isKnown(line, at: 0, of: 0)
        let isKnown = places.isKnown(line, at: 0, of: 0)
        #expect(isForgotten && isKnown)
    }

    @Test("what was asked in doubt is forgotten once the doubt is over")
    func doubt() {
        let known = Bookmark(gateway: "gw-a", path: "shipped:f", head: .shipped("f"))
        var source = ShippedSource(gateway: "gw-a", file: "f", known: [known])
        for place in UInt64(0)..<1000 { _ = source.asked.isKnown([UInt8(place & 255)][...], at: place, of: 1) }
        source.noteAsked(bytes: 31 << 20)
        #expect(source.asked.count == 1000)
        source.noteAsked(bytes: 1 << 20)
        #expect(source.asked.count == 1000)
        source.noteAsked(bytes: 0)
        #expect(source.asked.count == 0)
    }

    @Test("a gateway that names a new file with every line is remembered within limits")
    func names() throws {
        try station { queue, round in
            for number in 0..<300 {
                var sent = ShippedLines()
                sent.add(flowLines(number..<number + 1).dropLast().utf8, file: "file \(number)", offset: 10)
                queue.put(CollectedBatch(gateway: "gw-a", lines: sent) {})
                try commit(round)
            }
            // An early file's line is known by its source, whose bookmark was laid aside.
            var again = ShippedLines()
            again.add(flowLines(0..<1).dropLast().utf8, file: "file 0", offset: 10)
            queue.put(CollectedBatch(gateway: "gw-a", lines: again) {})
            #expect(round.gather(now: Self.now).isEmpty)
        }
        #expect(try folder.stored().events == 300)
    }
}
