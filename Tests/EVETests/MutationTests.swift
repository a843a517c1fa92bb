// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Testing

@Suite("Damaged lines")
struct MutationTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 8 : 200

    @Test(
        "whatever happens to a line, it is an event, refused or blank, and everything else agrees",
        arguments: 0..<rounds)
    func mutations(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let lines = Samples.isThere ? try realLines(&generator) : inventedLines.map { Array($0.utf8) }
        for _ in 0..<600 {
            guard var bytes = lines.randomElement(using: &generator), let other = lines.randomElement(using: &generator)
            else { return }
            for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&bytes, other, &generator) }
            try check(bytes)
        }
    }

    private func realLines(_ generator: inout SeededGenerator) throws -> [[UInt8]] {
        try Samples.files().flatMap { file in
            try Samples.bytes(file).split(separator: UInt8(ascii: "\n")).filter { $0.count < 4000 }
                .shuffled(using: &generator).prefix(40).map { Array($0) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ other: [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 0...40, using: &generator))
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeLast(bytes.count - at)
        case 3: bytes.removeSubrange(at..<end)
        case 4: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 5: bytes = Array(bytes[..<at] + other[min(at, other.count)...])
        case 6: bytes = Array(bytes[..<at] + other)
        case 7: bytes.insert(Array(#""\{}[],:-0eu"#.utf8).randomElement(using: &generator) ?? 0, at: at)
        default: bytes.insert(contentsOf: Array("\\ud83d\n\r\u{feff}".utf8).suffix(end - at), at: at)
        }
    }

    private func check(_ bytes: [UInt8]) throws {
        // Not the first line of its source, where a byte order mark is passed over.
        var decoder = EveDecoder()
        let batch = decoder.decode(LineBlock(bytes: bytes, offset: 1, firstLine: 2))
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let filled = lines.filter { line in !line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
        #expect(batch.events.count + batch.rejections.count == filled.count)
        for everything in [false, true] {
            var reading = ReadingOn(everything: everything)
            let events = reading.events(of: LineBlock(bytes: bytes, offset: 1, firstLine: 2))
            #expect(events == batch.events.count)
        }
        #expect(batch.ends.count == batch.events.count)
        #expect(
            batch.events.allSatisfy {
                batch.bytes.indices.contains($0.raw.lowerBound) && $0.raw.upperBound <= bytes.count
            })
        var refused = batch.rejections[...]
        for line in filled {
            let isRefused =
                refused.first?.head == Array(line.prefix(Rejection.headLimit))
                && !batch.events.contains { $0.raw == line.indices }
            let reason = isRefused ? refused.popFirst()?.reason : nil
            checkReaders(Array(line), reason)
        }
        #expect(refused.isEmpty)
    }

    /// The tree and Foundation see JSON exactly where the decoder does.
    private func checkReaders(_ line: [UInt8], _ reason: Rejection.Reason?) {
        let isJSON = [nil, .notAnObject, .noEventType, .noTimestamp].contains(reason)
        let tree = try? EveTree.parse(line)
        #expect((tree != nil) == isJSON, "\(String(decoding: line, as: UTF8.self))")
        if let tree { #expect(EventSummary.text(of: tree).unicodeScalars.count <= EventSummary.limit) }
        // Foundation refuses lone surrogates, which RFC 8259 allows, takes other encodings for JSON, passes over byte
        // order marks, allows a comma before a closing bracket and refuses numbers that no double holds.
        let text = String(decoding: line, as: UTF8.self)
        guard !text.lowercased().contains("\\ud"), !line.contains(0), !text.contains("\u{feff}"),
            !text.contains(/,\s*[}\]]/), !text.contains(/[0-9][eE][-+]?[0-9]{3}/)
        else { return }
        let foundation = try? JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed)
        #expect((foundation != nil) == isJSON, "\(String(describing: reason)): \(text)")
    }
}
