// SPDX-License-Identifier: Apache-2.0

package import Rules

/// Tells files of rules apart by what is in them.
package enum RuleFileKind {
    /// Lines that are looked at before the answer is that it is something else.
    private static let lineLimit = 1000

    /// `.signature` or `.threshold` for a file in which most lines begin as such lines do, rules behind a `#` included;
    /// `nil` for any other, an empty one and one with mere comments.
    package static func of(_ bytes: [UInt8]) -> RuleKind? {
        let actions = Set(Signature.Action.allCases.map(\.rawValue))
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var reader = RuleLineReader(bytes, from: start, firstWords: actions.union(ThresholdParser.commands))
        var counts: [RuleKind: Int] = [:]
        var others = 0
        for _ in 0..<lineLimit {
            guard let entry = reader.next() else { break }
            switch entry.kind {
            case .blank, .comment: continue
            case .disabled(let line), .rule(let line):
                let word = line.text.prefix { !$0.isBlank }
                let name = String(decoding: word.prefix(16), as: UTF8.self).lowercased()
                if actions.contains(name), isHead(line.text) {
                    counts[.signature, default: 0] += 1
                } else if ThresholdParser.commands.contains(name), name != "threshold" || isGenerator(line.text) {
                    counts[.threshold, default: 0] += 1
                } else if case .rule = entry.kind {
                    others += 1
                }
            }
        }
        guard let most = counts.max(by: { $0.value < $1.value }), most.value >= max(1, others) else { return nil }
        return most.key
    }

    /// Whether a direction stands in the line, which prose has not.
    private static func isHead(_ text: [UInt8]) -> Bool {
        text.split(separator: 0x20).prefix(12).contains { word in
            Signature.Direction.allCases.contains { $0.rawValue.utf8.elementsEqual(word) }
        }
    }

    private static func isGenerator(_ text: [UInt8]) -> Bool {
        String(decoding: text.prefix(40), as: UTF8.self).contains("gen_id")
    }
}
