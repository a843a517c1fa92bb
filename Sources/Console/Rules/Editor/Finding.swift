// SPDX-License-Identifier: Apache-2.0

internal import Canvas
package import Rules

/// A change that mends a problem.
package struct Mend: Sendable, Hashable {
    /// What is replaced; it may be empty.
    package var range: Range<TextPosition>
    /// What stands there instead.
    package var replacement: String

    package init(range: Range<TextPosition>, replacement: String) {
        self.range = range
        self.replacement = replacement
    }
}

/// A problem of the text under edit, and how to mend it if that is known.
package struct Finding: Sendable, Hashable {
    /// What is wrong and where.
    package var problem: RuleProblem
    /// What would mend it; `nil` if that takes a person.
    package var mend: Mend?

    package init(_ problem: RuleProblem, mend: Mend? = nil) {
        self.problem = problem
        self.mend = mend
    }

    var isError: Bool { problem.weight == .error }

    /// The problem as the editor shows it: underlined from its place to the end of the word there. `hint` is the key that mends.
    func note(in buffer: TextBuffer, mend hint: KeyHint?) -> EditorNote {
        let start = buffer.position(of: problem.position)
        let rest = buffer.line(start.line).dropFirst(start.column).prefix(256)
        let word = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || "_.-".contains($0) }
        return EditorNote(
            line: start.line, columns: start.column..<start.column + max(1, rest.prefix(1).count + word.count),
            text: problem.message, help: problem.help, isWarning: !isError,
            hint: mend == nil ? nil : hint)
    }
}

extension TextBuffer {
    /// A place that was counted from 1 and in Unicode scalars, as rules do it.
    func position(of place: TextPosition) -> EditPosition {
        let index = min(max(0, place.line.subtractingReportingOverflow(1).partialValue), lineCount - 1)
        var scalars = 1
        var column = 0
        for character in line(index) {
            guard scalars < place.column else { break }
            scalars += character.unicodeScalars.count
            column += 1
        }
        return EditPosition(line: index, column: column)
    }
}
