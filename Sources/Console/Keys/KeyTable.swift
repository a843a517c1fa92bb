// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// The one table of keys. Resolution, footer, help, palette and docs/keys.md derive from it.
package struct KeyTable: Sendable, Hashable {
    /// In the order of the table: the first keys of a command are the ones that hints show.
    package private(set) var bindings: [Binding]

    package init(bindings: [Binding]) {
        self.bindings = bindings
    }

    /// What keys mean so far.
    package enum Resolution: Sendable, Hashable {
        case command(Command)
        /// A command with what it is given.
        case invocation(Invocation)
        /// The beginning of longer keys.
        case pending
        case unbound
    }

    /// What `keys` mean where `scopes` hold, the innermost first.
    package func resolve(_ keys: [Key], in scopes: [KeyScope]) -> Resolution {
        for scope in scopes {
            var isPrefix = false
            for binding in bindings where binding.scope == scope && binding.keys.starts(with: keys) {
                if binding.keys.count == keys.count {
                    guard let argument = binding.argument else { return .command(binding.command) }
                    return .invocation(Invocation(binding.command, argument: argument))
                }
                isPrefix = true
            }
            if isPrefix { return .pending }
        }
        return .unbound
    }

    /// The bindings that can be reached where `scopes` hold, the innermost first; what an inner scope hides is left out.
    package func reachable(in scopes: [KeyScope]) -> [Binding] {
        var seen: Set<[Key]> = []
        var reachable: [Binding] = []
        for scope in scopes {
            let inScope = bindings.filter { $0.scope == scope && !seen.contains($0.keys) }
            reachable += inScope
            seen.formUnion(inScope.map(\.keys))
        }
        return reachable
    }

    /// The first keys of a command where `scopes` hold, in notation; `nil` when none has it.
    package func hint(for command: Command, in scopes: [KeyScope] = KeyScope.allCases) -> String? {
        reachable(in: scopes).first { $0.command == command }.map { Self.text($0.keys) }
    }

    /// The same as words, for texts: `Ctrl-S`.
    func words(for command: Command, in scopes: [KeyScope]) -> String? {
        reachable(in: scopes).first { $0.command == command }.map { Self.words($0.keys) }
    }

    /// Keys as they stand on a keyboard: `Ctrl-S`, `Alt-/`.
    static func words(_ keys: [Key]) -> String {
        keys.map { key in
            var text = ""
            if key.modifiers.contains(.control) { text += "Ctrl-" }
            if key.modifiers.contains(.alt) { text += "Alt-" }
            let plain = Self.text([Key(key.code, key.modifiers.intersection(.shift))])
            return text.isEmpty ? plain : text + plain.capitalisedLetter
        }.joined(separator: " ")
    }

    /// The first keys of every command that has some, whatever the scope: for lists of commands.
    package var hints: [Invocation: String] {
        var hints: [Invocation: String] = [:]
        for binding in reachable(in: KeyScope.allCases) where hints[binding.invocation] == nil {
            hints[binding.invocation] = Self.text(binding.keys)
        }
        return hints
    }

    /// Keys as people read them: `Enter`, `C-l`, `g g`.
    package static func text(_ keys: [Key]) -> String {
        Key.notation(of: keys)
    }
}

extension KeyTable {
    /// The table with a user's keys in the place of the default ones, and what could not be taken.
    ///
    /// `wishes` maps names of commands to keys in notation; an empty list leaves the command without keys. A command that is
    /// bound in several scopes gets the keys in each of them. A default key that a wish takes is lost to its old command.
    package func applying(_ wishes: [String: [String]]) -> (table: KeyTable, problems: [KeyProblem]) {
        var problems: [KeyProblem] = []
        var wished: [Binding] = []
        var commands: Set<Command> = []
        for (name, notations) in wishes.sorted(by: { $0.key < $1.key }) {
            guard let command = Command(rawValue: name) else {
                problems.append(.unknownCommand(name))
                continue
            }
            guard let keys = Self.parse(notations, of: name, problems: &problems) else { continue }
            let new = Self.bindings(for: command, keys: keys, like: bindings.filter { $0.command == command })
            guard Self.fit(new, into: wished, problems: &problems) else { continue }
            wished += new
            commands.insert(command)
        }
        // What begins like keys that stay could never be pressed to the end, so such a wish is dropped whole.
        let staying = bindings.filter { old in
            !commands.contains(old.command) && !wished.contains { $0.scope == old.scope && $0.keys == old.keys }
        }
        for binding in wished where commands.contains(binding.command) {
            guard let other = staying.first(where: { Self.collide($0, binding) }) else { continue }
            problems.append(
                .hides(command: binding.command.rawValue, keys: Self.text(binding.keys), other: other.command.rawValue))
            commands.remove(binding.command)
        }
        wished.removeAll { !commands.contains($0.command) }
        let kept = bindings.filter { old in
            !commands.contains(old.command) && !wished.contains { $0.scope == old.scope && $0.keys == old.keys }
        }
        return (KeyTable(bindings: kept + wished), problems)
    }

    private static func parse(
        _ notations: [String], of name: String, problems: inout [KeyProblem]
    ) -> [[Key]]? {
        var all: [[Key]] = []
        for notation in notations {
            do {
                all.append(try Key.sequence(notation))
            } catch {
                problems.append(.badNotation(command: name, keys: notation, reason: error.message))
                return nil
            }
        }
        return all
    }

    private static func bindings(for command: Command, keys: [[Key]], like old: [Binding]) -> [Binding] {
        var scopes: [KeyScope] = []
        for binding in old where !scopes.contains(binding.scope) { scopes.append(binding.scope) }
        if scopes.isEmpty { scopes = [.everywhere] }
        return scopes.flatMap { scope in
            let model = old.first { $0.scope == scope }
            return keys.enumerated().map { index, keys in
                Binding(
                    keys: keys, command: command, scope: scope, label: model?.label,
                    footerRank: index == 0 ? model?.footerRank : nil)
            }
        }
    }

    private static func fit(_ new: [Binding], into wished: [Binding], problems: inout [KeyProblem]) -> Bool {
        for binding in new {
            guard let other = wished.first(where: { $0.scope == binding.scope && $0.keys == binding.keys }) else {
                continue
            }
            problems.append(
                .taken(command: binding.command.rawValue, keys: text(binding.keys), by: other.command.rawValue))
            return false
        }
        return true
    }

    /// Whether one begins with the other within a scope.
    static func collide(_ left: Binding, _ right: Binding) -> Bool {
        left.scope == right.scope && left.command != right.command
            && (left.keys.starts(with: right.keys) || right.keys.starts(with: left.keys))
    }
}

extension String {
    /// A single letter as a capital one; anything else as it is.
    fileprivate var capitalisedLetter: String { count == 1 ? uppercased() : self }
}
