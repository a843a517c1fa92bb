// SPDX-License-Identifier: Apache-2.0

internal import Canvas
package import UserCommands

extension KeyTable {
    /// The table with the keys of the user's own commands on an open event, and what could not be taken: those keys must be free there.
    package func adding(_ commands: [UserCommand]) -> (table: KeyTable, problems: [KeyProblem]) {
        var table = self
        var problems: [KeyProblem] = []
        for command in commands {
            do {
                let keys = try Key.sequence(command.keys)
                let other = table.bindings.first { binding in
                    (binding.scope == .event || binding.scope == .everywhere)
                        && (binding.keys.starts(with: keys) || keys.starts(with: binding.keys))
                }
                if let other {
                    problems.append(
                        .reserved(
                            title: command.title, keys: command.keys, by: other.argument ?? other.command.rawValue))
                } else {
                    table = KeyTable(
                        bindings: table.bindings + [
                            Binding(
                                keys: keys, command: .userCommandRun, argument: command.title, scope: .event,
                                label: command.title)
                        ])
                }
            } catch {
                problems.append(.badNotation(command: command.title, keys: command.keys, reason: error.message))
            }
        }
        return (table, problems)
    }
}
