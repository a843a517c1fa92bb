// SPDX-License-Identifier: Apache-2.0

package import Rules

/// Rules as `suricata -T` gets them, and what its answer says of them.
///
/// It gets just the rules that our own checks let through, each on the line where it stands, so nothing is told twice.
package struct EngineTrial: Sendable {
    /// A file for the folder that Suricata is started in.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    /// A rule that is tested.
    struct Subject: Sendable {
        /// Which of the files it is from.
        var file: Int
        /// Its first line in that file.
        var line: Int
        var bytes: [UInt8]
    }

    /// What must lie in the folder; empty if there is nothing to test.
    package let files: [File]
    /// What Suricata is called with there.
    package let arguments: [String]
    private let version: EngineVersion
    /// The rules, in the order of the files and their lines.
    private let subjects: [Subject]
    /// How many files there were.
    private let count: Int
    /// Whether Suricata reads nothing behind the first rule that it refuses, as with thresholds.
    private let stops: Bool

    private static let rules = ".rules"

    /// What stands for all files being well.
    package var noProblems: [[RuleProblem]] { [[RuleProblem]](repeating: [], count: count) }

    /// Tests signatures; all files together, as no two rules may have one name. Without the sensor's data base Suricata cannot
    /// judge `geoip`.
    package init(_ signatures: [SignatureFile], version: EngineVersion) {
        var variables: Set<String> = []
        var subjects: [Subject] = []
        var files: [File] = []
        for (index, file) in signatures.enumerated() {
            let refused = Self.lines(refusedBy: version, file.problems)
            var page = EnginePage()
            for (place, line) in file.lines.enumerated() {
                guard case .rule(let signature) = line.kind, signature.option("geoip") == nil,
                    !refused.touch(line.number, before: file.lines.element(after: place)?.number)
                else { continue }
                signature.addVariables(to: &variables)
                let subject = Subject(file: index, line: line.number, bytes: Array(file.bytes[line.range]))
                page.add(subject.bytes, at: subject.line)
                subjects.append(subject)
            }
            files.append(File(name: "\(index)\(Self.rules)", bytes: page.bytes))
        }
        self.init(subjects, files, variables, of: signatures.count, stops: false, version)
    }

    /// Tests files that are each a `threshold.config`; they may name any rule.
    package init(_ thresholds: [ThresholdFile], version: EngineVersion) {
        var variables: Set<String> = []
        var subjects: [Subject] = []
        var page = EnginePage()
        for (index, file) in thresholds.enumerated() {
            let refused = Self.lines(refusedBy: version, file.problems)
            for (place, line) in file.lines.enumerated() {
                guard case .entry(let entry) = line.kind,
                    !refused.touch(line.number, before: file.lines.element(after: place)?.number)
                else { continue }
                if case .suppress(let restriction?) = entry.command {
                    restriction.addresses.addVariables(to: &variables)
                }
                let subject = Subject(file: index, line: line.number, bytes: Array(file.bytes[line.range]))
                page.add(subject.bytes, at: page.line)
                subjects.append(subject)
            }
        }
        let files = [
            File(name: "0\(Self.rules)", bytes: []), File(name: EngineConfiguration.thresholds, bytes: page.bytes),
        ]
        self.init(subjects, files, variables, of: thresholds.count, stops: true, version)
    }

    private init(
        _ subjects: [Subject], _ files: [File], _ variables: Set<String>, of count: Int, stops: Bool,
        _ version: EngineVersion
    ) {
        self.subjects = subjects
        self.count = count
        self.stops = stops
        self.version = version
        let configuration = [
            (EngineConfiguration.mainName, EngineConfiguration.main(variables: variables)),
            (EngineConfiguration.classes, EngineConfiguration.classText),
            (EngineConfiguration.references, EngineConfiguration.referenceText),
        ]
        self.files =
            subjects.isEmpty ? [] : files + configuration.map { File(name: $0.0, bytes: Array($0.1.utf8)) }
        arguments = ["-T", "-c", EngineConfiguration.mainName, "-S", "*\(Self.rules)", "-l", ".", "--data-dir", "."]
    }

    /// What Suricata refuses, by file, in the order of its telling; `output` is what it wrote to standard error.
    ///
    /// `nil` if it says nothing of any rule: either it takes them all, or it failed before it came to them.
    package func problems(_ output: [UInt8]) -> [[RuleProblem]]? {
        var problems = noProblems
        var search = EngineSearch(subjects)
        var isJudged = false
        for complaint in EngineComplaint.read(output) {
            guard let index = search.index(of: complaint, rules: Self.rules) else { continue }
            let subject = subjects[index]
            isJudged = true
            if Self.isForTheSensor(complaint.reason) { continue }
            let reason = complaint.reason.isEmpty ? "it does not say why" : Self.line(complaint.reason)
            problems[subject.file].append(
                RuleProblem(
                    .error, subject.position(of: complaint.reason), "Suricata \(version.text) refuses this: \(reason)"))
            if stops, index + 1 < subjects.count {
                let next = subjects[index + 1]
                problems[next.file].append(
                    RuleProblem(
                        .warning, TextPosition(line: next.line, column: 1), "Suricata did not read from here on",
                        help: "Mend what it refuses, and check again."))
            }
        }
        return isJudged ? problems : nil
    }

    /// The lines of which our own checks say that this Suricata refuses them.
    private static func lines(refusedBy version: EngineVersion, _ problems: [RuleProblem]) -> ProblemLines {
        ProblemLines(problems) { $0.weight == .error || VersionGap.isTold(by: $0, of: version) }
    }

    /// Whether the sensor's own files and configuration decide, which are not here, or our checks tell it with the other line.
    private static func isForTheSensor(_ reason: String) -> Bool {
        reason.hasPrefix("Duplicate signature")
            || ["No such file or directory", "security configuration", "valid setting for iprep"].contains {
                reason.contains($0)
            }
    }

    /// Suricata's words as the end of a message: one line, of a bounded length, without a full stop.
    private static func line(_ reason: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in reason.unicodeScalars.prefix(300) {
            text.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
        }
        while text.last == "." || text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// A file that is made of single rules, each on its line.
private struct EnginePage {
    private(set) var bytes: [UInt8] = []
    /// The line that the next byte stands on.
    private(set) var line = 1

    mutating func add(_ rule: [UInt8], at place: Int) {
        let gap = max(0, place - line)
        bytes.append(contentsOf: repeatElement(0x0A, count: gap))
        bytes += rule
        if rule.last != 0x0A { bytes.append(0x0A) }
        line += gap + rule.count { $0 == 0x0A } + (rule.last == 0x0A ? 0 : 1)
    }
}
