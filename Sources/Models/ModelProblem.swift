// SPDX-License-Identifier: Apache-2.0

/// Why files are no model that is read, or cannot be kept: one line for a person. Names out of files are shortened; whoever shows the line
/// neutralises it.
package struct ModelProblem: Error, Sendable, Hashable {
    package let line: String

    package init(_ line: String) { self.line = line }

    /// The same with what it is about before it: a file's name.
    func of(_ subject: String) -> ModelProblem { ModelProblem("\(subject): \(line)") }

    /// A name out of a file, between quotes and not longer than a line bears.
    static func quoted(_ name: String) -> String { "'\(name.count > 60 ? name.prefix(60) + "..." : name[...])'" }
}
