// SPDX-License-Identifier: Apache-2.0

internal import Indicators
package import Rules
package import Sigma
internal import SuricataRules

/// A rule as it stands in a file, with what the rule store keeps beside its text.
package struct RuleDraft: Sendable {
    package var kind: RuleKind
    /// The id that its text gives it; `nil` where it has none.
    package var id: String?
    package var content: RuleContent
    /// What is wrong with it; places are those of the file.
    package var problems: [RuleProblem]

    package init(kind: RuleKind, id: String?, content: RuleContent, problems: [RuleProblem]) {
        self.kind = kind
        self.id = id
        self.content = content
        self.problems = problems
    }

    /// Whether it can be used.
    package var isSound: Bool { !problems.contains { $0.weight == .error } }

    /// The rules of a file, each with its own text, and what is wrong with the file apart from them. `suricata` is what Suricata
    /// itself says of the file.
    package static func read(
        _ file: RuleFile, options: SigmaOptions = SigmaOptions(), suricata: [RuleProblem] = []
    ) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        switch file.kind {
        case .sigma: sigma(file.bytes, options)
        case .signature: signatures(file.bytes, suricata)
        case .threshold: thresholds(file.bytes, suricata)
        case .indicators: indicators(file)
        }
    }

    // MARK: Sigma

    private static func sigma(
        _ bytes: [UInt8], _ options: SigmaOptions
    ) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        let parsed = SigmaFile.parse(bytes, options: options)
        let unusable = Self.problems(ofRulesAlone: parsed.documents)
        let starts = parsed.documents.map { offset(ofLine: $0.header.position.line, in: bytes) }
        var drafts: [RuleDraft] = []
        for (index, document) in parsed.documents.enumerated() {
            // A comment before the first document belongs to it.
            let start = index == 0 ? 0 : starts[index]
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            let first = document.header.position.line
            let last =
                index + 1 < parsed.documents.count ? parsed.documents[index + 1].header.position.line : Int.max
            drafts.append(
                RuleDraft(
                    kind: .sigma, id: document.header.id?.lowercased(),
                    content: RuleContent(
                        text: withoutSeparator(bytes[start..<max(start, end)]), heading: RuleHeading(document.header)),
                    problems: parsed.problems.filter { first..<last ~= $0.position.line } + unusable[index]))
        }
        let told = Set(drafts.flatMap(\.problems))
        return (drafts, parsed.problems.filter { !told.contains($0) })
    }

    /// What keeps documents from being used, whatever others there are, by document: expressions that are none. What correlations
    /// and filters name is not looked at.
    private static func problems(ofRulesAlone documents: [SigmaDocument]) -> [[RuleProblem]] {
        var problems = documents.map { _ in [RuleProblem]() }
        let alone = documents.indices.filter { if case .rule = documents[$0] { true } else { false } }
        let rules = RuleSet(
            alone.map { RuleSet.Source(documents[$0], documents[$0].header.reference(revision: 0)) }, mapping: .none)
        for found in rules.problems { problems[alone[found.source]].append(found.problem) }
        return problems
    }

    private static func offset(ofLine line: Int, in bytes: [UInt8]) -> Int {
        var left = line - 1
        var at = 0
        while left > 0, let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) {
            at = end + 1
            left -= 1
        }
        return left > 0 ? bytes.count : at
    }

    /// A document without the `---` behind it, which parts it from the next one in a file.
    private static func withoutSeparator(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = text
        while true {
            let trimmed = text.dropTrailingSpace
            guard trimmed.suffix(3).elementsEqual("---".utf8), trimmed.dropLast(3).last ?? 0x0a == 0x0a else { break }
            text = trimmed.dropLast(3)
        }
        return Array(text)
    }

    // MARK: Suricata

    private static func signatures(
        _ bytes: [UInt8], _ suricata: [RuleProblem]
    ) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        let parsed = SignatureFile.parse(bytes: bytes)
        return lines(parsed.lines, \.number, parsed.problems + suricata) { line in
            guard case .rule(let signature) = line.kind else { return nil }
            return RuleDraft(
                kind: .signature, id: SignatureName(signature).map { "\($0.gid):\($0.sid)" },
                content: RuleContent(
                    text: Array(bytes[line.range]),
                    heading: RuleHeading(
                        title: signature.msg ?? "", tags: signature.classtype.map { ["classtype.\($0)"] } ?? [],
                        techniques: signature.mitreTechniques, tactics: signature.mitreTactics)),
                problems: [])
        }
    }

    private static func thresholds(
        _ bytes: [UInt8], _ suricata: [RuleProblem]
    ) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        let parsed = ThresholdFile.parse(bytes: bytes)
        return lines(parsed.lines, \.number, parsed.problems + suricata) { line in
            guard case .entry = line.kind else { return nil }
            let text = Array(bytes[line.range])
            let title = String(decoding: text.prefix(RuleLimit.title), as: UTF8.self)
            return RuleDraft(
                kind: .threshold, id: nil, content: RuleContent(text: text, heading: RuleHeading(title: title)),
                problems: [])
        }
    }

    /// The drafts that `draft` makes of lines, each with the problems from its first line up to the next one, and those that are of none.
    private static func lines<Line>(
        _ lines: [Line], _ number: (Line) -> Int, _ problems: [RuleProblem], _ draft: (Line) -> RuleDraft?
    ) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        var waiting = problems.sorted { $0.position < $1.position }[...]
        func take(before end: Int) -> ArraySlice<RuleProblem> {
            let taken = waiting.prefix { $0.position.line < end }
            waiting = waiting[taken.endIndex...]
            return taken
        }
        var loose = Array(take(before: lines.first.map(number) ?? .max))
        var drafts: [RuleDraft] = []
        for (index, line) in lines.enumerated() {
            let own = take(before: index + 1 < lines.count ? number(lines[index + 1]) : .max)
            if var made = draft(line) {
                made.problems = Array(own)
                drafts.append(made)
            } else {
                loose += own
            }
        }
        return (drafts, loose)
    }

    private static func indicators(_ file: RuleFile) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        let reading = IndicatorList.read(file.bytes, name: file.path, source: file.name)
        let heading = RuleHeading(listNamed: file.name, count: reading.indicators.count)
        let draft = RuleDraft(
            kind: .indicators, id: RuleLimit.id(from: file.name),
            content: RuleContent(text: file.bytes, heading: heading), problems: reading.problemsOfRule)
        return ([draft], [])
    }
}

extension RuleHeading {
    /// What lists say of a Sigma rule.
    package init(_ header: SigmaHeader) {
        let attack = header.tags.filter { $0.lowercased().hasPrefix("attack.") }.map { $0.dropFirst(7) }
        let techniques = attack.filter(Self.isTechnique)
        self.init(
            title: header.title, level: header.level?.rawValue ?? "", tags: header.tags,
            techniques: techniques.map { $0.uppercased() },
            tactics: attack.filter { !Self.isTechnique($0) && $0.first?.isLetter == true && !Self.isGroup($0) }
                .map { $0.lowercased().replacing("_", with: "-") })
    }

    /// `t1110.001`.
    private static func isTechnique(_ tag: Substring) -> Bool {
        tag.count >= 5 && tag.first?.lowercased() == "t" && tag.dropFirst().allSatisfy { $0.isNumber || $0 == "." }
    }

    /// `g0049` and `s0154` name groups and software.
    private static func isGroup(_ tag: Substring) -> Bool {
        tag.count >= 5 && ["g", "s"].contains(tag.first?.lowercased()) && tag.dropFirst().allSatisfy(\.isNumber)
    }
}

extension ArraySlice<UInt8> {
    fileprivate var dropTrailingSpace: ArraySlice<UInt8> {
        var text = self
        while let last = text.last, [0x20, 0x09, 0x0a, 0x0d].contains(last) { text = text.dropLast() }
        return text
    }
}
