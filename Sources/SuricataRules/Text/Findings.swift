// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Collects what is wrong with one rule and gives each problem its place.
struct Findings {
    /// A rule with more problems than this is none; the rest is not told.
    static let limit = 64

    let line: LogicalLine
    private(set) var problems: [RuleProblem] = []

    init(_ line: LogicalLine) {
        self.line = line
    }

    /// Whether the rule cannot be used.
    var hasErrors: Bool { problems.contains { $0.weight == .error } }

    /// Notes a problem at the byte `offset` of the line's text.
    mutating func add(
        _ weight: RuleProblem.Weight = .error, at offset: Int, _ message: String, help: String = ""
    ) {
        guard problems.count < Self.limit else { return }
        problems.append(RuleProblem(weight, line.position(offset), message, help: help))
    }
}

/// `text` for a message: short, and without what a terminal or a reader would stumble over.
func quoted(_ text: some StringProtocol) -> String {
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars {
        if count == 40 { return shown + "..." }
        let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value)
        shown.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
        count += 1
    }
    return shown
}
