// SPDX-License-Identifier: Apache-2.0

/// Why files are no model that is read, or cannot be kept: one line for a person. Names out of files are shortened; whoever shows the line
/// neutralises it.
package struct ModelProblem: Error, Sendable, Hashable {
    package let line: String
    /// Whether the disk is at fault and not the model.
    package let isEnvironment: Bool

    package init(_ line: String, isEnvironment: Bool = false) {
        self.line = line
        self.isEnvironment = isEnvironment
    }

    /// The same with what it is about before it: a file's name.
    func of(_ subject: String) -> ModelProblem {
        ModelProblem("\(subject): \(line)", isEnvironment: isEnvironment)
    }

    /// A name out of a file, between quotes, not longer than a line bears and without what would end the line.
    static func quoted(_ name: String) -> String {
        let shown = name.unicodeScalars.prefix(60).map { $0.properties.generalCategory.isShown ? Character($0) : "?" }
        return "'\(String(shown))\(name.unicodeScalars.count > 60 ? "..." : "")'"
    }
}

extension Unicode.GeneralCategory {
    /// Whether it is no control character, line's end or the like.
    fileprivate var isShown: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
