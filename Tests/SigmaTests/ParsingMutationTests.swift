// SPDX-License-Identifier: Apache-2.0

import Foundation
import Rules
import Sigma
import Testing

@Suite("Damaged Sigma files")
struct ParsingMutationTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 8 : 200

    /// Rules that use a little of everything.
    private static let seeds = [
        """
        title: Damaged
        id: 2f9bfbd9-2a5c-4a7d-8e0f-0c1f6f1c2a11
        status: test
        date: 2026-01-02
        tags: [attack.t1110.001]
        related:
            - id: 2f9bfbd9-2a5c-4a7d-8e0f-0c1f6f1c2a12
              type: similar
        logsource: {category: network, product: suricata}
        detection:
            base: &base
                src_ip|cidr: 10.0.0.0/8
            sel_a:
                <<: *base
                http.url|contains|all|windash: ['-a /b', "x\\ty"]
                dest_port: [22, 0x16, null, true]
            sel_b:
                - a|re|i: '^é.*$'
                - '|base64offset|contains': "\\xe9\\u20ac"
                - plain keyword
            filter:
                f|utf16le|base64: cmd
                t|hour|gte: 22
                g|fieldref|neq: h
                p|expand: 'x%name%y\\%'
                k|exists: false
            condition: |
                (1 of sel_* and base) or
                not all of them and not filter
        falsepositives:
            - "none"
        level: high
        ---
        title: Together
        correlation:
            type: value_percentile
            rules: [a, b]
            group-by: [ip]
            timespan: 5m
            aliases: {ip: {a: src_ip, b: dest_ip}}
            condition: {field: bytes, gte: 1.5e3, percentile: 99}
        ---
        title: Temporal
        correlation: {type: temporal, rules: [a, b], timespan: 1d, condition: a and not (b or a)}
        ---
        title: Filter
        logsource: {service: x}
        filter: {rules: any, s: {f|startswith: adm_}, condition: not s}
        """
    ]
    private static let pieces = [
        "|", ":", "- ", "? ", "&a ", "*a", "<<: *a", "---\n", "...\n", "\t", "%", "\\", "'", "\"", "[", "]", "{", "}",
        "#", "!!str ",
        "\r", "\u{85}", "\u{2028}", "\u{feff}", "\0", "not ", "1 of ", "(", ")", "|contains", "|re", "|all", "|wide",
        "|expand", "%name%",
        "condition: ", "detection:\n", "null", "~", "*", "?", "999999999999999999999", "1e308", "-", "\u{2015}", ">-\n",
    ].map { Array($0.utf8) }

    @Test("whatever happens to a file, it is read, and every problem lies in it", arguments: 0..<rounds)
    func mutations(seed: UInt64) {
        var generator = ParsingGenerator(state: seed)
        for _ in 0..<250 {
            var bytes = Array((Self.seeds.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) { mutate(&bytes, &generator) }
            check(bytes)
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout ParsingGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, at + Int.random(in: 0...60, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<7, using: &generator)
        case 1: bytes[at] = UInt8.random(in: 0...127, using: &generator)
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 4: bytes.removeLast(bytes.count - at)
        case 5:
            let other = Int.random(in: 0..<bytes.count, using: &generator)
            bytes.insert(contentsOf: bytes[other..<min(bytes.count, other + end - at)], at: at)
        default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: at)
        }
    }

    private func check(_ bytes: [UInt8]) {
        let options = SigmaOptions(placeholders: ["name": ["1", "a*"]], unknownPlaceholder: .neverMatches)
        let file = SigmaFile.parse(bytes, options: options)
        let text = String(decoding: bytes, as: UTF8.self)
        // YAML knows more ends of lines than the line feed.
        let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) {
            "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0)
        }
        for problem in file.problems {
            let isInside =
                1...lines.count ~= problem.position.line && problem.position.column >= 1
                && problem.position.column <= text.unicodeScalars.count + 1
            #expect(isInside, "\(Parsed.line(problem)): \(text)")
            #expect(!problem.message.isEmpty && !problem.message.contains("\n"))
        }
        #expect(file.problems == file.problems.sorted { $0.position < $1.position })
        for document in file.documents {
            if case .rule(let rule) = document { check(rule.expression) }
        }
    }

    /// The patterns keep what `TextPattern` promises.
    private func check(_ expression: SigmaExpression) {
        switch expression {
        case .all(let members), .any(let members): for member in members { check(member) }
        case .not(let member): check(member)
        case .test(let test):
            guard case .text(let pattern) = test.predicate else { return }
            for (piece, next) in zip(pattern.pieces, pattern.pieces.dropFirst()) {
                switch (piece, next) {
                case (.anyText, .anyText), (.literal, .literal): Issue.record("two pieces are one: \(pattern)")
                default: break
                }
            }
            #expect(!pattern.pieces.contains(.literal("")))
        }
    }
}

/// A generator whose numbers are the same in every run (SplitMix64).
private struct ParsingGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
