// SPDX-License-Identifier: Apache-2.0

/// What stands before the number of a line.
package enum EditorMark: Sendable, Hashable {
    /// The line is new.
    case added
    /// The line was another.
    case changed
    /// Lines above it are gone.
    case removed
    /// The line works, but perhaps not as meant.
    case warning
    /// The line is wrong.
    case problem

    var text: String {
        switch self {
        case .added: "+"
        case .changed: "~"
        case .removed: "-"
        case .warning, .problem: "!"
        }
    }

    var role: Role {
        switch self {
        case .added: .dryGained
        case .changed, .warning: .stateWarn
        case .removed: .dryLost
        case .problem: .stateBad
        }
    }
}

/// How some characters of a line are painted.
package struct EditorSpan: Sendable, Hashable {
    /// In characters of the line, from 0.
    package var columns: Range<Int>
    /// What the characters are.
    package var role: Role
    /// Added to what the role has.
    package var attributes: Style.Attributes

    package init(_ columns: Range<Int>, _ role: Role, _ attributes: Style.Attributes = []) {
        self.columns = columns
        self.role = role
        self.attributes = attributes
    }
}

/// Something to say about a place in the text.
package struct EditorNote: Sendable, Hashable {
    /// The line, from 0.
    package var line: Int
    /// What is underlined, in characters of the line; it may be empty or reach past the end.
    package var columns: Range<Int>
    /// What is wrong, in one line of any text.
    package var text: String
    /// What to do about it; left out where there is no room.
    package var help: String
    /// Whether it is painted as a warning rather than an error.
    package var isWarning: Bool
    /// The key that mends it.
    package var hint: KeyHint?

    package init(
        line: Int, columns: Range<Int>, text: String, help: String = "", isWarning: Bool = false, hint: KeyHint? = nil
    ) {
        self.line = line
        self.columns = columns
        self.text = text
        self.help = help
        self.isWarning = isWarning
        self.hint = hint
    }

    var role: Role { isWarning ? .stateWarn : .stateBad }

    /// The note in one row, with its help or without.
    func row(withHelp: Bool) -> StyledLine {
        var line = StyledLine(text, role)
        if withHelp, !help.isEmpty { line.spans += [.text("  "), .text(help, .textDim)] }
        if let hint { line.spans += [.text("  ")] + hint.line.spans }
        return line
    }
}
