// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import Rules
internal import Sigma

private let options = SigmaOptions(placeholders: ["a": ["1", "b*"]], unknownPlaceholder: .neverMatches)

/// Reads one input as a file; it must never trap, and what is told must be in order and in one line.
private func readFile(_ bytes: [UInt8]) {
    let file = SigmaFile.parse(bytes, options: options)
    for (problem, next) in zip(file.problems, file.problems.dropFirst()) {
        precondition(problem.position <= next.position, "the problems are in no order")
    }
    for problem in file.problems {
        precondition(problem.position >= .start && !problem.message.contains("\n"), "a problem is nowhere or too long")
    }
    precondition(SigmaFile.crossCheck([file]).count == 1, "a file was lost")
}

/// Reads one input as parts of a rule that is otherwise good, quoted so that YAML lets it pass.
private func readParts(_ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix(400), as: UTF8.self).replacing("'", with: "''")
    let head = "title: T\nlogsource: {category: c}\ndetection:\n"
    readFile(Array((head + "  s: {f: a}\n  t_1: {f: b}\n  condition: '\(text)'\n").utf8))
    readFile(Array((head + "  s: {'f|\(text)': '\(text)'}\n  condition: s\n").utf8))
    readFile(Array((head + "  s: {'f|expand|windash|base64offset|contains': '\(text)'}\n  condition: s\n").utf8))
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    readFile(bytes)
    readParts(bytes)
    return 0
}
