// SPDX-License-Identifier: Apache-2.0

package import Messages
package import Pushes
package import Rules
package import SuricataRules

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
    /// Which lines of disable.conf, enable.conf and modify.conf a signature comes from that is not as the station has it, by `gid:sid`, in words.
    package var adjusted: [String: String] = [:]
    /// What these files did and did not, in lines for a person.
    package var notes: [String] = []
    /// The change token of the rule store at that moment.
    package var token: Int64

    private static let head = "# Written by Vedette. What is changed here is lost with the next push.\n"

    /// The files of enabled rules: each signature and line of thresholds behind a comment that names its rule and revision, signatures by
    /// generator and number, thresholds by id.
    ///
    /// - Throws: `MessageError.tooLong` where all together are too large.
    package init(_ snapshot: RuleSnapshot) throws(MessageError) {
        var nothing = RuleAdjustments([:])
        try self.init(snapshot, adjustedBy: &nothing)
    }

    /// The same of what disable.conf, enable.conf and modify.conf leave and make of them.
    ///
    /// - Parameters:
    ///   - disabled: signatures that are not enabled, which enable.conf may mean. Those that are in the snapshot, too, were disabled after that moment and
    ///     are taken as it has them.
    ///   - known: the names of all signatures that are not retired.
    package init(
        _ snapshot: RuleSnapshot, adjustedBy adjustments: inout RuleAdjustments,
        disabled: [RuleSnapshot.Entry] = [], known: Set<SignatureName> = []
    ) throws(MessageError) {
        var signatures: [(name: SignatureName, text: String)] = []
        var thresholds = Self.head
        var leftOut: [LeftOut] = []
        var adjusted: [String: String] = [:]
        let enabled = Set(snapshot.entries.map(\.rule.id))
        let others = disabled.filter { !enabled.contains($0.rule.id) }
        for (entry, isEnabled) in snapshot.entries.map({ ($0, true) }) + others.map({ ($0, false) }) {
            do throws(Unfit) {
                let comment = "# \(entry.rule.id), revision \(entry.rule.revision)\n"
                if entry.rule.kind == .signature {
                    let rule = try Self.signature(entry.text)
                    let (text, reason) = try Self.adjusted(rule, of: entry.rule, isEnabled, &adjustments)
                    if let reason { adjusted["\(rule.name.gid):\(rule.name.sid)"] = reason }
                    if let text { signatures.append((rule.name, comment + text)) }
                } else if entry.rule.kind == .threshold {
                    thresholds += comment + (try Self.thresholds(entry.text))
                }
            } catch {
                // One that is not enabled was not to go.
                guard isEnabled else { continue }
                leftOut.append(LeftOut(rule: entry.rule.id, title: entry.rule.heading.title, reason: error.reason))
            }
        }
        signatures.sort { $0.name < $1.name }
        files = try SensorFiles(rules: signatures.reduce(into: Self.head) { $0 += $1.text }, thresholds: thresholds)
        self.leftOut = leftOut
        self.adjusted = adjusted
        notes = adjustments.notes(known: known)
        token = snapshot.token
    }

    /// Why a rule cannot be sent.
    private struct Unfit: Error {
        var reason: String

        init(_ reason: String) { self.reason = reason }

        init(_ problem: RuleProblem) { reason = problem.asOneLine.message }
    }

    private struct Ready {
        var name: SignatureName
        var signature: Signature
        var text: String
    }

    private static func signature(_ bytes: [UInt8]) throws(Unfit) -> Ready {
        let file = SignatureFile.parse(bytes: bytes)
        if let problem = file.problems.first(where: { $0.weight == .error }) { throw Unfit(problem) }
        let rules = file.lines.filter { if case .rule = $0.kind { true } else { false } }
        guard rules.count == 1, let signature = rules[0].signature, let name = SignatureName(signature) else {
            throw Unfit("it is not one signature with a sid")
        }
        return Ready(name: name, signature: signature, text: try text(bytes[rules[0].range]))
    }

    /// What goes of a signature, `nil` for nothing, and which lines say so where it is not as the station has it.
    private static func adjusted(
        _ ready: Ready, of rule: Rule, _ isEnabled: Bool, _ adjustments: inout RuleAdjustments
    ) throws(Unfit) -> (text: String?, reason: String?) {
        let line = ready.text.replacing("\\\n", with: "").utf8.dropLast()
        let known = AdjustableRule(
            name: ready.name, signature: ready.signature, line: Array(line), file: SourceFileTag.file(of: rule.heading))
        switch adjustments.apply(to: known, isEnabled: isEnabled) {
        case .unchanged: return (ready.text, nil)
        case .enabled(let place): return (ready.text, "enabled by \(place.text)")
        case .disabled(let place): return (nil, place.map { "disabled by \($0.text)" })
        case .changed(let bytes, let places):
            return (try text(bytes[...]), "changed by \(places.map(\.text).joined(separator: ", "))")
        }
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
        do throws(MessageError) { _ = try SensorFiles(rules: plain, thresholds: "") } catch {
            if case .tooLong = error { throw Unfit(error.message) }
            throw Unfit("a control character stands in it")
        }
        return plain
    }
}
