// SPDX-License-Identifier: Apache-2.0

package import Pushes
package import Rules
internal import SuricataRules

/// What of the rule store sensors can be given, and what not.
package struct OrderableRules: Sendable {
    /// A rule that is enabled and is not pushed.
    package struct LeftOut: Sendable, Hashable {
        package var rule: String
        package var title: String
        /// Why, in one line.
        package var reason: String

        package init(rule: String, title: String, reason: String) {
            self.rule = rule
            self.title = title
            self.reason = reason
        }
    }

    package var files: SensorFiles
    /// By kind and id.
    package var leftOut: [LeftOut]
    /// The change token of the rule store at that moment.
    package var token: Int64

    private static let head = "# Written by Vedette. What is changed here is lost with the next push.\n"

    /// The files of enabled rules: each signature and line of thresholds behind a comment that names its rule and revision, signatures by
    /// generator and number, thresholds by id.
    ///
    /// - Throws: `PushMessageError.tooLong` where all together are too large.
    package init(_ snapshot: RuleSnapshot) throws(PushMessageError) {
        var signatures: [(name: SignatureName, text: String)] = []
        var thresholds = Self.head
        var leftOut: [LeftOut] = []
        for entry in snapshot.entries {
            do throws(Unfit) {
                let comment = "# \(entry.rule.id), revision \(entry.rule.revision)\n"
                if entry.rule.kind == .signature {
                    let (name, text) = try Self.signature(entry.text)
                    signatures.append((name, comment + text))
                } else if entry.rule.kind == .threshold {
                    thresholds += comment + (try Self.thresholds(entry.text))
                }
            } catch {
                leftOut.append(LeftOut(rule: entry.rule.id, title: entry.rule.heading.title, reason: error.reason))
            }
        }
        signatures.sort { $0.name < $1.name }
        files = try SensorFiles(rules: signatures.reduce(into: Self.head) { $0 += $1.text }, thresholds: thresholds)
        self.leftOut = leftOut
        token = snapshot.token
    }

    /// Why a rule cannot be sent.
    private struct Unfit: Error {
        var reason: String

        init(_ reason: String) { self.reason = reason }

        init(_ problem: RuleProblem) { reason = problem.asOneLine.message }
    }

    private static func signature(_ bytes: [UInt8]) throws(Unfit) -> (SignatureName, String) {
        let file = SignatureFile.parse(bytes: bytes)
        if let problem = file.problems.first(where: { $0.weight == .error }) { throw Unfit(problem) }
        let rules = file.lines.filter { if case .rule = $0.kind { true } else { false } }
        guard rules.count == 1, let signature = rules[0].signature, let name = SignatureName(signature) else {
            throw Unfit("it is not one signature with a sid")
        }
        return (name, try text(bytes[rules[0].range]))
    }

    private static func thresholds(_ bytes: [UInt8]) throws(Unfit) -> String {
        let file = ThresholdFile.parse(bytes: bytes)
        if let problem = file.problems.first(where: { $0.weight == .error }) { throw Unfit(problem) }
        var whole = ""
        for line in file.lines {
            if case .entry = line.kind { whole += try text(bytes[line.range]) }
        }
        guard !whole.isEmpty else { throw Unfit("it has no line that is in use") }
        return whole
    }

    /// Lines that any sensor reads, with a line feed at their end.
    private static func text(_ bytes: ArraySlice<UInt8>) throws(Unfit) -> String {
        var bytes = Array(bytes)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Unfit("it is no UTF-8") }
        let plain = text.replacing("\r\n", with: "\n") + "\n"
        do throws(PushMessageError) { _ = try SensorFiles(rules: plain, thresholds: "") } catch {
            if case .tooLong = error { throw Unfit(error.message) }
            throw Unfit("a control character stands in it")
        }
        return plain
    }
}
