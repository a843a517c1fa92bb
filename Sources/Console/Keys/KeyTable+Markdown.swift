// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension KeyTable {
    /// The table as docs/keys.md has it: keys by scope, then every command that only the palette runs.
    package func markdown() -> String {
        var text = """
            # Keys

            Generated from the key table of the console by its tests; `UPDATE_GOLDEN=1 swift test` writes it anew.

            A key is looked up in the innermost scope first. `C-` is Ctrl, `A-` is Alt, `S-` is Shift; keys with a blank between
            them are pressed one after the other. Give other keys to a command by its name in the configuration; an empty list
            leaves it without keys:

                keys:
                  time.lastHour: ["F2"]
                  cursor.last: ["G", "g e"]


            """
        for scope in KeyScope.allCases { text += section(scope) }
        text += """

            ## Commands without keys

            The palette (`:`) runs these, and all others, by their words or by a few letters of them.

            | words | command | does |
            |---|---|---|

            """
        for command in Command.allCases where !bindings.contains(where: { $0.command == command }) {
            guard let phrase = command.text.phrase else { continue }
            let words = phrase + (command.text.argument.map { " \($0)" } ?? "")
            text += "| `\(Self.cell(words))` | `\(command.rawValue)` | \(Self.cell(command.text.purpose)) |\n"
        }
        return text + evebox()
    }

    private func section(_ scope: KeyScope) -> String {
        var text = "\n## \(scope.title)\n\n| keys | command | does |\n|---|---|---|\n"
        var seen: Set<Command> = []
        for binding in bindings where binding.scope == scope && seen.insert(binding.command).inserted {
            let keys = bindings.filter { $0.scope == scope && $0.command == binding.command }
                .map { "`\(Self.cell(Self.text($0.keys)))`" }
            let purpose = binding.label ?? binding.command.text.purpose
            text += "| \(keys.joined(separator: " ")) | `\(binding.command.rawValue)` | \(Self.cell(purpose)) |\n"
        }
        return text
    }

    /// Text inside a cell of a table, where `|` would end the cell.
    static func cell(_ text: String) -> String {
        text.map { $0 == "|" ? "\\|" : String($0) }.joined()
    }
}
