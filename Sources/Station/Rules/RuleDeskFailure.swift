// SPDX-License-Identifier: Apache-2.0

package import Rules

/// Why a text was not saved.
package enum RuleDeskFailure: Error, Sendable {
    /// What is wrong with it, in the order of the text; at least one.
    case problems([RuleProblem])
    case notOneRule(Int)
    case noID
    /// The text has this id, which is not the rule's.
    case otherID(String)
    case shelf(RuleShelfError)

    /// One line for people: what is wrong, and how to mend it.
    package var message: String {
        switch self {
        case .problems(let problems):
            problems.first.map { "line \($0.position.line): \($0.message)\($0.help.isEmpty ? "" : ". \($0.help)")" }
                ?? ""
        case .notOneRule(let count): "the text has \(count) rules. Write one"
        case .noID: "the text has no id. Give the rule one, as `id: ` with a UUID"
        case .otherID(let id): "the text has the id \(id), which is not this rule's. Keep the id of a rule"
        case .shelf(let error): error.message
        }
    }
}
