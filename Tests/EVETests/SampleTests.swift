// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Testing

@Suite("Real Suricata output", .enabled(if: Samples.isThere, "skipped: no ../shared"))
struct SampleTests {
    @Test("every line of the sample set is read as Foundation reads it, or refused as by Foundation")
    func everyLine() throws {
        var events = 0
        var refused: [String: [Rejection.Reason]] = [:]
        for file in try Samples.files() {
            let batch = decode(try Samples.bytes(file))
            let lines = batch.bytes.split(separator: UInt8(ascii: "\n"))
            let accepted = lines.compactMap { ReferenceEvent(Array($0)) }
            try #require(batch.events.count == accepted.count, "\(file.lastPathComponent)")
            #expect(batch.events.count + batch.rejections.count == lines.count)
            for (event, reference) in zip(batch.events, accepted) {
                let differences = reference.differences(event, in: batch)
                #expect(differences.isEmpty, "\(file.lastPathComponent): \(differences)")
            }
            events += batch.events.count
            if !batch.rejections.isEmpty { refused[file.lastPathComponent] = batch.rejections.map(\.reason) }
        }
        #expect(events == 26598)
        #expect(refused == ["external-fever-broken.eve.json": [.torn]])
    }

    @Test("every line has a tree whose summary is short, and which the scanner agrees with")
    func trees() throws {
        let paths = try [
            "dns.queries.rrname", "alert.metadata.created_at", "http.request_headers.name", "smb.session_id",
        ]
        .map { try #require(FieldPath($0)) }
        var scanner = EveScanner()
        var summaries: [String: Int] = [:]
        for file in try Samples.files() {
            let batch = decode(try Samples.bytes(file))
            for event in batch.events {
                let tree = try EveTree.parse(Array(batch.bytes[event.raw]))
                let summary = EventSummary.text(of: tree)
                #expect(!summary.isEmpty && summary.unicodeScalars.count <= EventSummary.limit)
                if summary == batch.text(event.type) { summaries[summary, default: 0] += 1 }
                #expect(scanner.values(of: paths, in: batch.bytes, event.raw) == paths.map { tree.values(of: $0) })
            }
        }
        // An event that says nothing but its type is rare: a half TLS handshake, an empty WebSocket frame.
        #expect(summaries.values.reduce(0, +) < 150, "\(summaries)")
    }

    @Test("identifiers beyond the integers of a double keep their digits")
    func exactIdentifiers() throws {
        let path = try #require(FieldPath("smb.session_id"))
        var scanner = EveScanner()
        var found = 0
        for file in try Samples.files() {
            let batch = decode(try Samples.bytes(file))
            for event in batch.events where batch.text(event.type) == "smb" {
                guard case .number(let digits)? = scanner.values(of: [path], in: batch.bytes, event.raw)[0].first,
                    let number = UInt64(digits), number > 1 << 53
                else { continue }
                found += 1
                #expect(String(decoding: batch.bytes[event.raw], as: UTF8.self).contains("\"session_id\":\(digits)"))
            }
        }
        #expect(found == 68)
    }
}
