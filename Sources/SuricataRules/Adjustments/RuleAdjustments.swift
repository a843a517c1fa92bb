// SPDX-License-Identifier: Apache-2.0

internal import Patterns
package import Rules

/// What disable.conf, enable.conf and modify.conf say, ready to be applied to one rule after the other, as suricata-update does: disabled,
/// enabled, then changed, each by every line that means the rule.
package struct RuleAdjustments: ~Copyable {
    /// A line of one of the files.
    package struct Place: Hashable, Comparable, Sendable {
        package let kind: AdjustmentKind
        package let line: Int

        package static func < (left: Place, right: Place) -> Bool {
            (left.order, left.line) < (right.order, right.line)
        }

        private var order: Int { AdjustmentKind.allCases.firstIndex(of: kind) ?? 0 }

        /// `disable.conf:3`.
        package var text: String { "\(kind.rawValue):\(line)" }
    }

    /// What becomes of a rule.
    package enum Outcome: Sendable, Hashable {
        /// It goes as it is.
        case unchanged
        /// It goes with this text, on one line, changed by these lines.
        case changed([UInt8], by: [Place])
        /// It goes, although it is disabled.
        case enabled(by: Place)
        /// It does not go; `nil` where that is so without the files.
        case disabled(by: Place?)
    }

    struct Line {
        let place: Place
        let matcher: RuleMatcher
        let replacement: RegexReplacement?

        /// Whether it does not name rules one by one, which is told otherwise.
        var isPattern: Bool { if case .names = matcher { false } else { true } }
    }

    /// What is wrong in each file.
    package private(set) var problems: [AdjustmentKind: [RuleProblem]] = [:]
    /// Lines that are no names, by file; those that only name rules are in `names`.
    var lines: [AdjustmentKind: [Line]] = [:]
    private var names: [AdjustmentKind: [RuleMatcher.Named: Place]] = [:]
    /// What names were given, with the line that gave them first.
    var given: [(name: SignatureName, place: Place)] = []
    /// Rules that each line meant.
    var meant: [Place: [SignatureName]] = [:]
    var counts: [Place: Int] = [:]
    /// Lines that took too many steps too often, and what a line could not be done for.
    var troubles: [Place: (count: Int, first: String)] = [:]
    private var scratch = RegexScratch()

    /// So often may an expression take too many steps before it is left out.
    private static let patience = 10
    /// So many rules are named of each line.
    static let namedLimit = 4

    /// Reads the files; nothing in them can make that fail. Lines that say nothing are told in `problems` and left out.
    package init(_ texts: [AdjustmentKind: String]) {
        for kind in AdjustmentKind.allCases { read(texts[kind] ?? "", kind) }
    }

    /// Whether nothing would be adjusted.
    package var isEmpty: Bool { given.isEmpty && lines.values.allSatisfy(\.isEmpty) }

    /// Whether rules that are disabled must be looked at.
    package var enablesAny: Bool { !(lines[.enable] ?? []).isEmpty || !(names[.enable] ?? [:]).isEmpty }

    // MARK: Reading

    private mutating func read(_ text: String, _ kind: AdjustmentKind) {
        guard text.utf8.count <= AdjustmentKind.sizeLimit else {
            problems[kind] = [
                RuleProblem(.error, .start, "the file has more than \(AdjustmentKind.sizeLimit >> 10) KiB")
            ]
            return
        }
        var count = 0
        var costly = 0
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(raw).trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            // What stands behind a number sign is a comment, and so it is in quotes.
            let said = line.firstRange(of: " #").map { String(line[..<$0.lowerBound]).trimmed } ?? line
            count += 1
            do throws(RuleMatcher.Unreadable) {
                guard count <= AdjustmentKind.lineLimit else {
                    throw .init(reason: "there are more than \(AdjustmentKind.lineLimit) lines")
                }
                try add(said, Place(kind: kind, line: index + 1), &costly)
            } catch {
                problems[kind, default: []].append(
                    RuleProblem(.error, TextPosition(line: index + 1, column: 1), error.reason))
                if count > AdjustmentKind.lineLimit || problems[kind, default: []].count > 100 { return }
            }
        }
    }

    private mutating func add(_ text: String, _ place: Place, _ costly: inout Int) throws(RuleMatcher.Unreadable) {
        let line: Line
        if place.kind == .modify {
            let change = try RuleModification(text)
            line = Line(place: place, matcher: change.matcher, replacement: change.replacement)
        } else {
            line = Line(place: place, matcher: try RuleMatcher(text), replacement: nil)
        }
        if line.matcher.isCostly || line.replacement != nil { costly += 1 }
        guard costly <= AdjustmentKind.expressionLimit else {
            throw .init(reason: "there are more than \(AdjustmentKind.expressionLimit) lines with expressions")
        }
        if case .names(let all) = line.matcher {
            given += all.map { ($0.name, place) }
            if place.kind != .modify {
                for name in all where names[place.kind]?[name] == nil { names[place.kind, default: [:]][name] = place }
                return
            }
        }
        lines[place.kind, default: []].append(line)
    }

    // MARK: Applying

    /// What becomes of a rule, which the station has enabled or not.
    package mutating func apply(to rule: AdjustableRule, isEnabled: Bool) -> Outcome {
        let disabling = isEnabled ? line(of: .disable, meaning: rule) : nil
        guard isEnabled, disabling == nil else {
            guard let place = line(of: .enable, meaning: rule) else {
                if let disabling { note(disabling, rule) }
                return .disabled(by: disabling)
            }
            note(place, rule)
            let changed = modify(rule)
            if case .unchanged = changed { return isEnabled ? .unchanged : .enabled(by: place) }
            return changed
        }
        return modify(rule)
    }

    /// The first line of disable.conf or enable.conf that means a rule.
    private mutating func line(of kind: AdjustmentKind, meaning rule: AdjustableRule) -> Place? {
        let named = names[kind].flatMap {
            $0[RuleMatcher.Named(name: rule.name)] ?? $0[RuleMatcher.Named(name: rule.name, rev: rule.signature.rev)]
        }
        if let named { return named }
        for line in lines[kind] ?? [] where matches(line, rule) { return line.place }
        return nil
    }

    private mutating func matches(_ line: Line, _ rule: AdjustableRule) -> Bool {
        guard troubles[line.place]?.count ?? 0 < Self.patience else { return false }
        guard let found = line.matcher.matches(rule, &scratch) else {
            fail(line.place, rule, "the expression took too many steps")
            return false
        }
        return found
    }

    private mutating func modify(_ rule: AdjustableRule) -> Outcome {
        var present = rule
        var by: [Place] = []
        for line in lines[.modify] ?? [] {
            guard let replacement = line.replacement, matches(line, present) else { continue }
            switch scratch.replace(replacement, in: present.line) {
            case .noMatch: continue
            case .limit: fail(line.place, rule, "the expression took too many steps, or the rule became too long")
            case .replaced(let bytes):
                guard bytes != present.line else { continue }
                switch Self.rule(bytes, of: present) {
                case .good(let next):
                    note(line.place, rule)
                    present = next
                    by.append(line.place)
                case .disabled:
                    note(line.place, rule)
                    return .disabled(by: line.place)
                case .bad(let reason): fail(line.place, rule, reason)
                }
            }
        }
        return by.isEmpty ? .unchanged : .changed(present.line, by: by)
    }

    private enum Changed {
        case good(AdjustableRule)
        case disabled
        case bad(String)
    }

    private static func rule(_ bytes: [UInt8], of rule: AdjustableRule) -> Changed {
        let file = SignatureFile.parse(bytes: bytes)
        if let problem = file.problems.first(where: { $0.weight == .error }) {
            return .bad("it makes no rule of it: \(problem.asOneLine.message)")
        }
        guard file.lines.count == 1, let signature = file.lines[0].signature else {
            return .bad("it makes no rule of it")
        }
        guard SignatureName(signature) == rule.name else { return .bad("it changes its sid") }
        if case .disabled = file.lines[0].kind { return .disabled }
        return .good(AdjustableRule(name: rule.name, signature: signature, line: bytes, file: rule.file))
    }

    private mutating func note(_ place: Place, _ rule: AdjustableRule) {
        counts[place, default: 0] += 1
        if meant[place]?.count ?? 0 < Self.namedLimit { meant[place, default: []].append(rule.name) }
    }

    private mutating func fail(_ place: Place, _ rule: AdjustableRule, _ reason: String) {
        let name = "\(rule.name.gid):\(rule.name.sid)"
        troubles[place] = (
            (troubles[place]?.count ?? 0) + 1, troubles[place]?.first ?? "\(reason); \(name) stays as it was"
        )
    }
}
