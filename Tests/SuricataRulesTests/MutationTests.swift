// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Rules
import Testing

@testable import SuricataRules

@Suite("Hostile rule files")
struct MutationTests {
    /// Pieces that mean something somewhere.
    private static let pieces: [[UInt8]] =
        [
            "\"", "\\", ";", ":", "|", "(", ")", "[", "]", "!", ",", "#", "\n", "\r", "\t", " ", "\\\n", "$", "->",
            "any", "\u{FEFF}",
            "é", "0", "4294967296", "msg:\"", "content:\"|", "pcre:\"/[(", "sid:", "nocase;", "http.uri;",
            "suppress gen_id 1,",
            "threshold:type limit,", "# alert tcp", "=>",
        ].map { Array($0.utf8) } + [[0x00], [0xFF], [0xC3], [0x7F], []]

    private static func mutated(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let start = Int.random(in: 0...text.count, using: &random)
            let end = min(text.count, start + Int.random(in: 0...12, using: &random))
            let piece = pieces.randomElement(using: &random) ?? []
            text.replaceSubrange(start..<end, with: Bool.random(using: &random) ? piece : piece + text[start..<end])
        }
        return text
    }

    private static func check(_ problems: [RuleProblem], _ bytes: [UInt8]) {
        let lines = bytes.count { $0 == 0x0A } + 1
        #expect(problems.count <= SignatureFile.problemLimit + 1)
        #expect(problems.allSatisfy { 1...lines ~= $0.position.line && 1...bytes.count + 1 ~= $0.position.column })
    }

    @Test(
        "no change to a signature file makes reading, printing or changing it trap",
        arguments: [1, 2, 3, 4] as [UInt64])
    func signatures(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rules = Verdicts.all.map { Array($0.rule.utf8) }
        for _ in 0..<1500 {
            var bytes: [UInt8] = []
            for _ in 0..<3 {
                bytes += (rules.randomElement(using: &random) ?? []) + [0x0A]
            }
            bytes = Self.mutated(bytes, &random)
            let file = SignatureFile.parse(bytes: bytes)
            let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            #expect(file.lines.flatMap { file.bytes[$0.range] } == Array(bytes[start...]))
            Self.check(file.problems, bytes)
            for line in file.lines {
                guard let signature = line.signature else { continue }
                #expect(signature.options.allSatisfy { line.range.contains($0.range.lowerBound) || $0.range.isEmpty })
                _ = (signature.metadata, signature.msg, signature.gid, SignatureName(signature))
            }
            layOut(file)
            _ = RuleFileKind.of(bytes)
            _ = ThresholdFile.parse(bytes: bytes)
        }
    }

    /// What is laid out says the same, and other lines stay.
    private func layOut(_ file: SignatureFile) {
        for layout in [SignatureLayout.line, .lines] {
            let again = SignatureFile.parse(bytes: layout.format(file))
            #expect(again.rules.map(SignatureLayout.rows) == file.rules.map(SignatureLayout.rows))
            #expect(again.lines.count == file.lines.count)
            #expect(again.problems.count { $0.weight == .error } == file.problems.count { $0.weight == .error })
        }
    }

    @Test("no change to a threshold.config makes reading it trap", arguments: [5, 6] as [UInt64])
    func thresholds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let base = Array(
            ThresholdTests.verdicts.split(separator: "\n").map { $0.dropFirst(2) }.joined(separator: "\n").utf8)
        for _ in 0..<300 {
            let bytes = Self.mutated(base, &random)
            let file = ThresholdFile.parse(bytes: bytes)
            #expect(file.lines.flatMap { file.bytes[$0.range] } == bytes)
            Self.check(file.problems, bytes)
            let again = ThresholdFile.parse(bytes: file.formatted)
            #expect(again.entries.map(\.text) == file.entries.map(\.text))
            #expect(again.lines.count == file.lines.count)
        }
    }

    @Test("bytes without any order are read to their end")
    func noise() {
        var random = SeededGenerator(seed: 7)
        for size in [0, 1, 100, 20_000] {
            let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(SignatureFile.parse(bytes: bytes).lines.last?.range.upperBound ?? 0 == size)
            #expect(ThresholdFile.parse(bytes: bytes).lines.last?.range.upperBound ?? 0 == size)
        }
    }

    @Test(
        "shapes that invite a long walk are read in one pass",
        arguments: ["[", "(", "\\\n", "a;", "\"", "!", "#", "a\\\n;", "a:\"b;"])
    func longWalks(piece: String) {
        let body = String(repeating: piece, count: 60_000)
        for text in [
            body, "alert tcp any any -> any any (\(body))", "alert tcp \(body) any -> any any (sid:1;)",
            "# alert \(body)",
        ] {
            #expect(SignatureFile.parse(text).lines.last?.range.upperBound == text.utf8.count)
            #expect(ThresholdFile.parse(text).lines.last?.range.upperBound == text.utf8.count)
        }
    }
}
