// SPDX-License-Identifier: Apache-2.0

import Compression
import EVE
import Foundation
import Query
import Store
import Testing

/// A real store and the same events in memory: a stretch of the sample city's day, and events made up for other days.
final class History: Sendable {
    let store: TemporaryStore
    let reader: StoreReader
    /// By time; of equal times, in the order of their appending.
    let events: [OracleEvent]

    /// The station's clock while everything arrived.
    static let now = Instant("2026-11-24T12:00:00.000000+0000")

    /// Made once; tests only read it.
    static func shared() throws -> History { try made.get() }

    private static let made = Result { try History() }

    private init() throws {
        store = try TemporaryStore()
        reader = store.reader
        var sources = try Self.recorded(every: 37)
        var madeUp = MadeUpEvents(seed: 1)
        sources += madeUp.sources()
        let writer = try store.writer()
        var events: [OracleEvent] = []
        // Several files take turns, as gateways do, so that blocks and days interleave.
        while sources.contains(where: { $0.hasMore }) {
            var parts: [StoreWriter.Part] = []
            for source in sources where source.hasMore { parts.append(source.part(170)) }
            for part in parts {
                events += try part.batch.events.map {
                    try OracleEvent($0, of: part.batch, gateway: part.bookmark.gateway)
                }
            }
            let done = try writer.append(parts, arrived: Self.now)
            for bookmark in done.bookmarks {
                if let index = sources.firstIndex(where: { $0.gateway == bookmark.gateway }) {
                    sources[index].move(to: bookmark)
                }
            }
        }
        self.events = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Every so manieth line of some gateways of the sample city, and of its `stats` more.
    private static func recorded(every step: Int) throws -> [Source] {
        try ["gw-harbour", "gw-honeypot-1", "gw-market"].map { gateway in
            var source = Source(gateway: gateway)
            source.lines = try SampleLog.lines(of: gateway).enumerated()
                .filter {
                    $0.offset % step == 0 || $0.offset % 5 == 0 && $0.element.contains("\"event_type\":\"stats\"")
                }
                .map(\.element)
            return source
        }
    }

    /// The naive answer to a filter in a range.
    func matching(_ filter: Filter, in range: TimeRange = .everything) -> [OracleEvent] {
        let evaluator = FilterEvaluator(filter)
        return events.filter { range.contains($0.time) && evaluator.matches($0) }
    }
}

extension Source {
    var hasMore: Bool { Int(bookmark.lines) < lines.count }
}

/// The sample logs of the repository.
enum SampleLog {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "sample-logs")

    /// The lines of a gateway's recorded day.
    static func lines(of gateway: String) throws -> [String] {
        let packed = Array(try Data(contentsOf: root.appending(path: "\(gateway)/eve.json.zst")))
        var decompressor = try StreamDecompressor(.zstd)
        decompressor.push(packed)
        decompressor.finish()
        var bytes: [UInt8] = []
        while try decompressor.pull(into: &bytes, limit: 4 << 20) == .output {}
        return String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n").filter { !$0.isEmpty }
    }
}

/// Whether tests of random cases go through many instead of a few: `make soak`.
let isSoak = ProcessInfo.processInfo.environment["SOAK"] == "1"
