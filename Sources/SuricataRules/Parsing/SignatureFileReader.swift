// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Reads a file of signatures line by line.
struct SignatureFileReader {
    private var lines: [SignatureFile.Line] = []
    private var problems: [RuleProblem] = []
    private var isFull: Bool { problems.count >= SignatureFile.problemLimit - 1 }

    static func read(_ bytes: [UInt8]) -> SignatureFile {
        var reader = SignatureFileReader()
        let start = reader.skipMark(bytes)
        var entries = RuleLineReader(
            bytes, from: start, firstWords: Set(Signature.Action.allCases.map(\.rawValue)))
        while let entry = entries.next() {
            let kind = reader.kind(of: entry)
            reader.lines.append(SignatureFile.Line(kind: kind, range: entry.range, number: entry.number))
        }
        reader.checkWhole()
        return SignatureFile(bytes: bytes, lines: reader.lines, problems: reader.problems)
    }

    /// Suricata takes a byte order mark for a part of the first word.
    private mutating func skipMark(_ bytes: [UInt8]) -> Int {
        guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return 0 }
        problems.append(
            RuleProblem(
                .error, .start, "the file begins with a byte order mark, which spoils its first rule",
                help: "Save it as UTF-8 without the mark."))
        return 3
    }

    private mutating func kind(of entry: RuleLineReader.Entry) -> SignatureFile.Kind {
        switch entry.kind {
        case .blank: return .blank
        case .comment: return .comment
        case .disabled(let line):
            let (signature, findings) = SignatureParser.parse(line)
            guard let signature, signature.sid != nil, !findings.hasErrors else { return .comment }
            return .disabled(signature)
        case .rule(let line): return rule(line, entry)
        }
    }

    private mutating func rule(_ line: LogicalLine, _ entry: RuleLineReader.Entry) -> SignatureFile.Kind {
        if entry.isIndented || entry.isCutOff {
            var findings = Findings(line)
            if entry.isCutOff {
                findings.add(
                    at: line.text.count, "the file ends behind a backslash, so Suricata never reads this rule",
                    help: "Remove the backslash.")
            } else {
                findings.add(
                    at: 0, "white space stands before the rule, so Suricata skips it",
                    help: "Let it begin in the first column; # is clearer to put it out of use.")
            }
            take(findings.problems)
            return .broken
        }
        let (signature, findings) = SignatureParser.parse(line)
        guard let signature else {
            take(findings.problems)
            return .broken
        }
        // Nobody reads more problems than the limit, and each costs time.
        if isFull { return .rule(signature) }
        take(SignatureCheck.check(signature, findings).problems.sorted { $0.position < $1.position })
        return .rule(signature)
    }

    private mutating func take(_ found: [RuleProblem]) {
        problems.append(contentsOf: found.prefix(max(0, SignatureFile.problemLimit - 1 - problems.count)))
    }

    /// What only shows when all lines are read.
    private mutating func checkWhole() {
        var seen: [SignatureName: Signature] = [:]
        var hasRules = false
        var twice: [RuleProblem] = []
        for line in lines {
            guard case .rule(let signature) = line.kind else { continue }
            hasRules = true
            guard let name = SignatureName(signature) else { continue }
            if let first = seen[name] {
                twice.append(SignatureName.problem(signature, after: first, in: nil))
                if (first.rev ?? 0) >= (signature.rev ?? 0) { continue }
            }
            seen[name] = signature
        }
        take(twice)
        let isCut = isFull
        problems.sort { $0.position < $1.position }
        if isCut {
            problems.append(
                RuleProblem(
                    .error, problems.last?.position ?? .start, "there are more problems than are told here",
                    help: "Is this a file of Suricata signatures?"))
        }
        if !hasRules {
            problems.append(
                RuleProblem(
                    .warning, .start, "the file has no rule in use, which Suricata accepts",
                    help: "Write a rule, or remove the # before one."))
        }
    }
}
