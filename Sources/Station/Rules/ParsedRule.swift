// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Rules
internal import Sigma
internal import Synchronization

/// A Sigma rule of the store, parsed, with what tells whether its text is still the same.
struct ParsedRule: Sendable {
    let revision: Int
    /// The `Fingerprint` of the text: a store may be replaced by another, where a revision says something else.
    let fingerprint: UInt64
    let file: SigmaFile

    /// So many rules are parsed faster by one thread than by two.
    private static let few = 64

    /// The rules of `entries` by id. Those that `known` has are taken from there; the others are parsed, by two threads where they
    /// are many.
    static func all(
        _ entries: [RuleSnapshot.Entry], options: SigmaOptions, known: [String: ParsedRule]
    ) -> [String: ParsedRule] {
        var rules: [String: ParsedRule] = [:]
        rules.reserveCapacity(entries.count)
        var rest: [RuleSnapshot.Entry] = []
        for entry in entries {
            if let rule = known[entry.rule.id], rule.isOf(entry) {
                rules[entry.rule.id] = rule
            } else {
                rest.append(entry)
            }
        }
        for rule in parse(rest, options) { rules[rule.id] = rule.rule }
        return rules
    }

    private func isOf(_ entry: RuleSnapshot.Entry) -> Bool {
        revision == entry.rule.revision && fingerprint == Fingerprint.hash(entry.text)
    }

    private static func parse(
        _ entries: [RuleSnapshot.Entry], _ options: SigmaOptions
    ) -> [(id: String, rule: ParsedRule)] {
        guard entries.count > few else { return entries.map { parse($0, options) } }
        let middle = entries.count / 2
        let half = Mutex<[(id: String, rule: ParsedRule)]>([])
        let done = DispatchSemaphore(value: 0)
        let helper = Thread {
            let parsed = entries[..<middle].map { parse($0, options) }
            half.withLock { $0 = parsed }
            done.signal()
        }
        // As deep as the reader of YAML may go.
        helper.stackSize = 8 << 20
        helper.start()
        let parsed = entries[middle...].map { parse($0, options) }
        done.wait()
        return half.withLock { $0 } + parsed
    }

    private static func parse(
        _ entry: RuleSnapshot.Entry, _ options: SigmaOptions
    ) -> (id: String, rule: ParsedRule) {
        let file = SigmaFile.parse(entry.text, options: options)
        return (
            entry.rule.id,
            ParsedRule(revision: entry.rule.revision, fingerprint: Fingerprint.hash(entry.text), file: file)
        )
    }
}
