// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import Rules
internal import SuricataRules

private let version = EngineVersion(output: Array("This is Suricata version 7.0.10 RELEASE".utf8))

private func check(_ problems: [RuleProblem]) {
    for problem in problems {
        precondition(problem.position >= .start && !problem.message.contains("\n"), "a problem is nowhere or too long")
    }
}

private func errors(_ problems: [RuleProblem]) -> Int { problems.count { $0.weight == .error } }

/// Reads one input as signatures; what is laid out must read the same.
private func readSignatures(_ bytes: [UInt8]) {
    let file = SignatureFile.parse(bytes: bytes)
    check(file.problems)
    for layout in [SignatureLayout.line, .lines] {
        let again = SignatureFile.parse(bytes: layout.format(file))
        precondition(again.rules.count == file.rules.count, "a signature was lost or made")
        precondition(errors(again.problems) == errors(file.problems), "a signature was broken")
        precondition(layout.format(again) == layout.format(file), "what is laid out is laid out otherwise")
    }
}

/// The same as threshold.config.
private func readThresholds(_ bytes: [UInt8]) {
    let file = ThresholdFile.parse(bytes: bytes)
    check(file.problems)
    let again = ThresholdFile.parse(bytes: file.formatted)
    precondition(again.entries.map(\.text) == file.entries.map(\.text), "an entry was changed")
}

/// Reads one input as rules, and what is behind its last zero byte as Suricata's answer to them.
private func readAnswer(_ bytes: [UInt8]) {
    guard let version, let end = bytes.lastIndex(of: 0) else { return }
    let (rules, answer) = (Array(bytes[..<end]), Array(bytes[(end + 1)...]))
    for trial in [
        EngineTrial([SignatureFile.parse(bytes: rules)], version: version),
        EngineTrial([ThresholdFile.parse(bytes: rules)], version: version),
    ] {
        for problems in trial.problems(answer) ?? [] { check(problems) }
    }
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    readSignatures(bytes)
    readThresholds(bytes)
    readAnswer(bytes)
    _ = RuleFileKind.of(bytes)
    return 0
}
