// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Sigma
import Store

@testable import Station

/// Texts of rules that tests share.
enum RuleText {
    /// A rule on names that are asked for.
    static func name(_ id: String, _ test: String, title: String = "Name", level: String = "medium") -> String {
        """
        title: \(title)
        id: \(id)
        level: \(level)
        logsource: {product: suricata, service: dns}
        detection:
          sel: {\(test)}
          condition: sel

        """
    }

    /// A correlation that matches from the `count`th event of a source on.
    static func count(_ id: String, of rules: String, _ count: Int, timespan: String = "1m") -> String {
        """
        title: Often
        id: \(id)
        level: high
        correlation:
          type: event_count
          rules: [\(rules)]
          group-by: [src_ip]
          timespan: \(timespan)
          condition: {gte: \(count)}

        """
    }

    /// Two hours behind the first of the lines that `dnsLine` makes.
    static let now = Instant("2026-11-24T12:00:00.000000+0000") ?? Instant(microseconds: 0)

    static let first = "00000000-0000-4000-8000-000000000001"
    static let second = "00000000-0000-4000-8000-000000000002"
    static let third = "00000000-0000-4000-8000-000000000003"
}

/// The rules of texts, one text a file, named as in the command line.
func ruleSet(_ texts: String..., mapping: MappingSet = .builtin) -> RuleSet {
    var sources: [RuleSet.Source] = []
    for text in texts {
        sources += SigmaFile.parse(text).documents.map { RuleSet.Source($0, $0.header.reference(revision: 1)) }
    }
    return RuleSet(sources, mapping: mapping)
}

/// A line of a DNS event, so many seconds after ten o'clock.
func dnsLine(_ second: Int, name: String = "a.evil.test", source: String = "192.0.2.1") -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return #"{"timestamp":"2026-11-24T\#(two(10 + second / 3600)):\#(two(second / 60 % 60)):\#(two(second % 60))"#
        + #".000000+0000","event_type":"dns","src_ip":"\#(source)","dns":{"type":"query","rrname":"\#(name)"}}"# + "\n"
}

/// A source of one gateway, read block by block.
struct RuleSource {
    private(set) var bookmark: Bookmark
    private var decoder = EveDecoderBox()

    init(gateway: String) {
        bookmark = Bookmark(gateway: gateway, path: "eve.json", head: Bookmark.Head(length: 0, hash: 0))
    }

    /// The next block.
    mutating func next(_ text: String) -> EventBatch {
        let batch = decoder.decode(
            LineBlock(bytes: Array(text.utf8), offset: bookmark.offset, firstLine: bookmark.lines + 1))
        bookmark.offset = batch.end
        bookmark.lines += UInt64(batch.lineCount)
        bookmark.events += UInt64(batch.events.count)
        return batch
    }
}

/// A decoder, which cannot be copied, in a value that can.
final class EveDecoderBox {
    private var decoder = EveDecoder()

    func decode(_ block: LineBlock) -> EventBatch { decoder.decode(block) }
}

/// The titles of what matched, by event.
func titles(_ matches: RuleMatches, of batch: EventBatch) -> [[String]] {
    batch.events.indices.map { event in matches.rules(ofEvent: event).map { matches.rules[$0].title } }
}

extension BatchMatcher {
    /// Matches a batch of a gateway of a station without honeypots.
    mutating func match(_ batch: EventBatch) -> BatchMatches {
        var decoder = EveDecoder()
        let block = LineBlock(bytes: batch.bytes, offset: batch.end - UInt64(batch.bytes.count), firstLine: 1)
        let visitors = HoneypotVisitors(StationConfiguration(dataDirectory: ""))
        return decode(block, by: &decoder, of: "gw-a", visitors: visitors).matches
    }
}
