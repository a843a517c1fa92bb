// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// Keys that run a command in a scope.
package struct Binding: Sendable, Hashable {
    /// The keys pressed one after the other; never empty.
    package var keys: [Key]
    package var command: Command
    /// What the command is given; only `userCommandRun` takes something.
    package var argument: String?
    package var scope: KeyScope
    /// What the command is called here, where that differs from `CommandText.label`.
    package var label: String?
    /// The place in the footer, smaller first; `nil` leaves it out of the footer.
    package var footerRank: Int?

    package init(
        keys: [Key], command: Command, argument: String? = nil, scope: KeyScope, label: String? = nil,
        footerRank: Int? = nil
    ) {
        self.keys = keys
        self.command = command
        self.argument = argument
        self.scope = scope
        self.label = label
        self.footerRank = footerRank
    }

    /// The command with what it is given.
    var invocation: Invocation { Invocation(command, argument: argument) }

    /// The word or two that the footer shows.
    package var shortLabel: String { label ?? command.text.label }
}

/// Why a wish of the user's configuration was not taken; the default keys of the command stay.
package enum KeyProblem: Error, Sendable, Hashable {
    case unknownCommand(String)
    /// The notation could not be read; `reason` says where and why.
    case badNotation(command: String, keys: String, reason: String)
    /// Another command of the same scope has these keys by the configuration too.
    case taken(command: String, keys: String, by: String)
    /// Keys of a command of the user's own that another command has.
    case reserved(title: String, keys: String, by: String)
    /// The keys begin with, or are the beginning of, the keys of another command of the scope, so that one could never be reached.
    case hides(command: String, keys: String, other: String)

    /// What is wrong and what to do, in a line.
    package var line: String {
        switch self {
        case .unknownCommand(let name):
            "keys: no command is called \(name). docs/keys.md lists them"
        case .badNotation(let command, let keys, let reason):
            "keys: \(command): \(keys) is no key: \(reason). Write keys as C-x, Enter, g g"
        case .taken(let command, let keys, let other):
            "keys: \(command): \(keys) is given to \(other) too. Choose another key for one of them"
        case .reserved(let title, let keys, let other):
            "commands: \(title): \(keys) belongs to \(other). Choose another key, or give \(other) another one under keys"
        case .hides(let command, let keys, let other):
            "keys: \(command): \(keys) and the keys of \(other) begin alike, one could not be reached. Choose another key"
        }
    }
}
