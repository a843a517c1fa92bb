// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Rules
import Testing

@testable import Indicators

@Suite("Damaged lists")
struct MutationTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 4 : 150

    private static let lists = [
        "# list\n192.0.2.7 ; a\nexample.net\nhxxp://h/a\n0.0.0.0 ads.example.net\n2001:db8::/32\n",
        "indicator,type,source,expires,note,tags\r\n\"example.net\",domain,s,2026-01-01,\"a \"\"b\"\"\n\",\"x,y\"\r\nh/a,url,,,,\r\n",
        #"{"type":"bundle","objects":[{"type":"indicator","pattern_type":"stix","pattern":"([url:value IN ('a','b') OR NOT (file:hashes.'MD5' = 'c')] OR [x:y[*].z = t'1']) WITHIN 5 SECONDS","labels":["a"],"valid_until":"2026-01-01"}]}"#,
        #"{"Event":{"Attribute":[{"type":"domain|ip","value":"example.net|192.0.2.7","to_ids":true,"Tag":[{"name":"t"}]}],"Object":[{"Attribute":[{"type":"md5","value":"d41d8cd98f00b204e9800998ecf8427e"}]}]}}"#,
    ]

    @Test(
        "whatever happens to a list, reading ends, and what it gives is written and read again", arguments: 0..<rounds)
    func lists(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let lists = Self.lists.map { Array($0.utf8) }
        for _ in 0..<400 {
            guard var bytes = lists.randomElement(using: &generator), let other = lists.randomElement(using: &generator)
            else { return }
            for _ in 0..<Int.random(in: 1...5, using: &generator) { mutate(&bytes, other, &generator) }
            for format in [nil] + IndicatorFormat.allCases.map(Optional.some) {
                let reading = IndicatorList.read(bytes, source: "test", format: format)
                for problem in reading.problems {
                    #expect(problem.position >= .start && !problem.message.contains("\n"))
                }
                let again = IndicatorList.read(IndicatorList.csv(reading.indicators), source: "other")
                #expect(again.indicators.map(\.value) == reading.indicators.map(\.value))
                #expect(again.indicators.map(\.expiry) == reading.indicators.map(\.expiry))
            }
        }
    }

    @Test("whatever is looked up, the lookup ends", arguments: 0..<rounds)
    func lookups(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let set = try IndicatorSet([
            indicator(.network, "192.0.2.7"), indicator(.domain, "example.net"), indicator(.url, "http://h/a"),
            indicator(.md5, "d41d8cd98f00b204e9800998ecf8427e"),
            indicator(.ja4, "t13d1516h2_8daaf6152771_b186095e22b6"),
        ])
        let texts = [
            "192.0.2.7:80", "www.example.net", "http://u@h:80/a#b", "d41d8cd98f00b204e9800998ecf8427e", "", ":", ".",
        ]
        .map { Array($0.utf8) }
        var found: [Int] = []
        for _ in 0..<1000 {
            guard var bytes = texts.randomElement(using: &generator), let other = texts.randomElement(using: &generator)
            else { return }
            for _ in 0..<Int.random(in: 0...3, using: &generator) { mutate(&bytes, other, &generator) }
            for field in IndicatorField.all { set.addMatches(field.content, bytes.span, at: now, to: &found) }
            set.addMatches(host: other.span, port: 81, target: bytes.span, at: now, to: &found)
            set.addMatches(host: bytes.span, port: nil, target: other.span, at: now, to: &found)
        }
        #expect(found.allSatisfy { set.indices.contains($0) })
    }

    @Test("many marks that are never closed take no more time than there is text")
    func unclosed() {
        let reading = read("value,note\n" + String(repeating: "192.0.2.7,\"\n,\"x", count: 100_000), format: .csv)
        #expect(reading.problems.count <= IndicatorReading.problemLimit)
    }

    private func mutate(_ bytes: inout [UInt8], _ other: [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 0...40, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeLast(bytes.count - at)
        case 3: bytes.removeSubrange(at..<end)
        case 4: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 5: bytes = Array(bytes[..<at] + other[min(at, other.count)...])
        case 6: bytes.insert(Array(#""'\{}[]()|,:;#-. "#.utf8).randomElement(using: &generator) ?? 0, at: at)
        default: bytes.insert(contentsOf: Array("\r\n\u{feff}é[.]://".utf8).suffix(end - at), at: at)
        }
    }
}
