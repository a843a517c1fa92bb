// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Fixtures
import Foundation
import Rules
import Testing

@Suite("Damaged files of assets")
struct MutationTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 6 : 200

    private static let seed = Array(
        """
        # Assets
        - name: plc-pump-2
          what: pump controller
          criticality: critical
          groups: [plc, pumps]
          addresses: [10.20.11.72, 10.20.11.64/27, "2001:db8:20::/48"]
          macs: 02:4c:49:0b:00:48
          note: |
            by day
        ---
        - {name: b, addresses: 10.20.11.72, owner: "é\\x07"}
        - name: c
          addresses:
            - 10.0.0.0/8
        - name: d
          macs: [024c.490b.0047]
        """.utf8)
    private static let pieces = [
        "- ", ": ", "\n", "  ", "---\n", "&a ", "*a", "<<: ", "'", "\"", "[", "]", "{", "}", "\t", "|", "#", "!!str ",
        "\u{feff}", "\0", "\r", "\u{85}", "\u{2028}", "/0", "/33", "::", "999999999999999999999", "\u{202e}",
        "name: x\n",
    ].map { Array($0.utf8) }

    @Test("whatever happens to a file, it is read within bounds, and every problem lies in it", arguments: 0..<rounds)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = Self.seed
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes.mutate(with: Self.pieces.randomElement(using: &random) ?? [], using: &random)
            }
            check(AssetReading(bytes), of: String(decoding: bytes, as: UTF8.self))
        }
    }

    private func check(_ reading: AssetReading, of text: String) {
        let lines = text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
        for problem in reading.problems {
            let isInside =
                1...lines ~= problem.position.line && 1...(text.unicodeScalars.count + 1) ~= problem.position.column
            #expect(isInside, "\(reading.lines): \(text)")
            #expect(!problem.message.isEmpty && !problem.message.contains { $0.isNewline })
        }
        #expect(reading.problems == reading.problems.sorted { $0.position < $1.position })
        var seen: Set<IPNetwork> = []
        for asset in reading.book.assets {
            #expect(!asset.name.isEmpty && asset.name.unicodeScalars.count <= AssetLimits.name)
            let texts = asset.name + asset.what + asset.note + asset.groups.joined()
            #expect(!texts.contains { $0.isNewline })
            for network in asset.networks { #expect(seen.insert(network).inserted) }
            // The first address of a network may be of a smaller one, which then is of that asset, or another.
            for network in asset.networks { #expect(reading.book.asset(at: network.address) != nil) }
        }
    }
}
