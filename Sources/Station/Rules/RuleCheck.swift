// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Indicators
package import Rules
package import Sigma
internal import SuricataRules

/// What is wrong with files of rules.
package struct RuleCheck: Sendable {
    /// One problem with its file.
    package struct Finding: Sendable {
        package var path: String
        package var problem: RuleProblem

        package init(path: String, problem: RuleProblem) {
            self.path = path
            self.problem = problem
        }

        /// The finding in one line: `path:line:column: what; how to mend it`.
        package var line: String {
            let place = "\(path):\(problem.position.line):\(problem.position.column)"
            let what = problem.weight == .warning ? "warning: \(problem.message)" : problem.message
            return problem.help.isEmpty ? "\(place): \(what)" : "\(place): \(what). \(problem.help)"
        }

        package var json: JSONValue {
            .object([
                ("path", .string(path)), ("line", .int(problem.position.line)),
                ("column", .int(problem.position.column)), ("message", .string(problem.message)),
                ("help", .string(problem.help)),
                ("weight", .string(problem.weight == .error ? "error" : "warning")),
            ])
        }
    }

    package private(set) var files = 0
    /// Rules that can be used, of all kinds; a list of indicators is one.
    package private(set) var rules = 0
    /// In the order of the files, and in each of its text.
    package private(set) var findings: [Finding] = []

    /// Whether a rule cannot be used.
    package var hasErrors: Bool { findings.contains { $0.problem.weight == .error } }

    /// Checks all files; together, as rules name each other and no two may have one name. Where a `mapping` is given, also what
    /// rules ask for that it does not have. `suricata` is what Suricata itself says of each file; empty if it was not asked.
    package init(_ files: [RuleFile], options: SigmaOptions, mapping: MappingSet?, suricata: [[RuleProblem]] = []) {
        self.files = files.count
        var found = suricata.isEmpty ? [[RuleProblem]](repeating: [], count: files.count) : suricata
        checkSigma(files, options, mapping, &found)
        checkSignatures(files, &found)
        for (index, file) in files.enumerated() where file.kind == .threshold {
            let parsed = ThresholdFile.parse(bytes: file.bytes)
            rules += parsed.entries.count
            found[index] += parsed.problems
        }
        for (index, file) in files.enumerated() where file.kind == .indicators {
            let reading = IndicatorList.read(file.bytes, name: file.path, source: file.name)
            if !reading.indicators.isEmpty { rules += 1 }
            found[index] += reading.problemsOfFile
        }
        for (file, problems) in zip(files, found) {
            findings += problems.sorted { $0.position < $1.position }.map { Finding(path: file.path, problem: $0) }
        }
    }

    private mutating func checkSigma(
        _ files: [RuleFile], _ options: SigmaOptions, _ mapping: MappingSet?, _ found: inout [[RuleProblem]]
    ) {
        let chosen = files.indices.filter { files[$0].kind == .sigma }
        let parsed = chosen.map { SigmaFile.parse(files[$0].bytes, options: options) }
        let crossed = SigmaFile.crossCheck(parsed)
        let compiled = Self.compile(parsed)
        for (place, index) in chosen.enumerated() {
            // What the names of a document told already is not told again by what is made of it.
            let told = Set(crossed[place].map { parsed[place].document(at: $0.position) })
            let more = compiled[place].filter { !told.contains(parsed[place].document(at: $0.position)) }
            rules += parsed[place].documents.count - Set(more.map(\.position)).count
            found[index] += parsed[place].problems + crossed[place] + more
            guard let mapping else { continue }
            for case .rule(let rule) in parsed[place].documents { found[index] += mapping.problems(rule) }
        }
    }

    /// What only shows when all documents are made ready to match, by file: expressions that are none, circles.
    private static func compile(_ files: [SigmaFile]) -> [[RuleProblem]] {
        var problems = files.map { _ in [RuleProblem]() }
        let documents = files.enumerated().flatMap { file, parsed in parsed.documents.map { (file, $0) } }
        let rules = RuleSet(documents.map { RuleSet.Source($1, $1.header.reference(revision: 0)) }, mapping: .none)
        for found in rules.problems { problems[documents[found.source].0].append(found.problem) }
        return problems
    }

    private mutating func checkSignatures(_ files: [RuleFile], _ found: inout [[RuleProblem]]) {
        let chosen = files.indices.filter { files[$0].kind == .signature }
        let parsed = chosen.map { (path: files[$0].path, file: SignatureFile.parse(bytes: files[$0].bytes)) }
        let repeated = SignatureName.repeated(across: parsed)
        for (place, index) in chosen.enumerated() {
            rules += parsed[place].file.rules.count
            found[index] += parsed[place].file.problems + repeated[place]
        }
    }
}

extension SigmaFile {
    /// Which document a place of the file lies in.
    fileprivate func document(at position: TextPosition) -> Int? {
        documents.lastIndex { $0.header.position <= position }
    }
}
