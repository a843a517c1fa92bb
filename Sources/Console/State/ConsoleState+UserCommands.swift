// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Packets
package import UserCommands

/// The user's own commands, and what the last of them said.
package struct UserCommandsState: Sendable {
    /// As the configuration has them.
    package var known: [UserCommand]
    /// One that waits for a yes, since it sends a value to the network.
    package var waiting: FilledCommand?
    package private(set) var output: CommandOutput?
    /// What it said, in lines; hostile.
    private(set) var lines: [String] = []

    /// Lines of an output shown at the most.
    private static let linesMost = 5000

    package init(_ known: [UserCommand] = []) {
        self.known = known
    }

    /// Takes what a command said, in lines of so many columns. Once, as it may be long, and is looked at with every key.
    mutating func take(_ output: CommandOutput, columns: Int) {
        self.output = output
        wrap(columns: columns)
    }

    /// Breaks the lines anew.
    mutating func wrap(columns: Int) {
        guard let output else { return }
        lines = CellText.wrapped(bytes: output.bytes, columns: columns, linesMost: Self.linesMost)
    }
}

extension ConsoleState {
    /// Runs a command on the open event; where that sends something to the network, it asks first.
    mutating func runUserCommand(_ title: String?) -> [Effect] {
        guard let title else { return open(Menu(.commands)) }
        guard let command = userCommands.known.first(where: { $0.title == title }) else {
            return fail(
                "The configuration has no command \(title). \(keys.hint(for: .userCommandList) ?? ":run") lists them")
        }
        guard let whole = event?.whole, let tree = whole.tree else { return [] }
        do throws(UserCommandFailure) {
            let filled = try command.filled(from: tree, packet: whole.storedPacket)
            guard command.leaves else { return run(filled) }
            userCommands.waiting = filled
            return open(Menu(.sending))
        } catch {
            return fail(error.message)
        }
    }

    mutating func run(_ command: FilledCommand) -> [Effect] {
        userCommands.waiting = nil
        _ = remark("\(command.line) runs, for \(command.seconds) s at the most")
        return [.runCommand(command)]
    }

    /// What a command said: shown at once, unless something else is open.
    mutating func take(_ output: CommandOutput) -> [Effect] {
        userCommands.take(output, columns: outputColumns)
        let isGood = output.ending == .ended(status: 0)
        guard !output.bytes.isEmpty, menu == nil, editor == nil, place.depth == .event, !showsRuleEditor else {
            let hint = output.bytes.isEmpty ? "" : ". :output shows what it said"
            notices.add(Notice(isGood ? .done : .error, output.remark + hint), now: now)
            return []
        }
        notices.add(Notice(isGood ? .done : .error, output.remark), now: now)
        return open(Menu(.output))
    }

    // MARK: Menus

    var commandEntries: [MenuEntry] {
        userCommands.known.map { command in
            let (line, reason) = filledLine(command)
            let note = command.leaves ? "\(line); asks first, since it goes to the network" : line
            return MenuEntry(
                command.title, note: note, keys: command.keys,
                action: .run(Invocation(.userCommandRun, argument: command.title)), reason: reason)
        }
    }

    /// What would run on the open event, or why it cannot.
    private func filledLine(_ command: UserCommand) -> (line: String, reason: String?) {
        guard let whole = event?.whole, let tree = whole.tree else { return ("", nil) }
        do throws(UserCommandFailure) {
            return (try command.filled(from: tree, packet: whole.storedPacket).line, nil)
        } catch {
            return ("", error.message)
        }
    }

    /// Enter alone sends nothing.
    var sendingEntries: [MenuEntry] {
        guard let waiting = userCommands.waiting else { return [] }
        return [
            MenuEntry("do not run it", note: "nothing leaves this machine", keys: "n", action: .nothing),
            MenuEntry("run it", note: waiting.line, keys: "y", action: .runWaiting),
        ]
    }

    /// Columns of a menu's lines.
    var outputColumns: Int { max(20, min(layout.body.columns, 100) - 8) }

    func outputEntries(_ search: String) -> [MenuEntry] {
        let wanted = search.lowercased()
        return userCommands.lines.compactMap { line in
            guard wanted.isEmpty || line.lowercased().contains(wanted) else { return nil }
            return MenuEntry("", note: line, action: .copyText(line, label: "the line"))
        }
    }
}
