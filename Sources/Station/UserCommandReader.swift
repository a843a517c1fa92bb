// SPDX-License-Identifier: Apache-2.0

internal import UserCommands
internal import Yams

extension ConfigurationReader {
    /// The part `commands`: by key what is run.
    func commands(_ node: Node) throws(UserMessage) -> [UserCommand] {
        var found: [UserCommand] = []
        for (keyNode, value) in try mapping(node, "commands") {
            let command = try command(value, keys: try string(keyNode, "a command's key"))
            guard !found.contains(where: { $0.title == command.title }) else {
                throw problem(value, "two commands are called '\(command.title)'", "Give one of them a title.")
            }
            found.append(command)
        }
        return found
    }

    private func command(_ node: Node, keys: String) throws(UserMessage) -> UserCommand {
        var words: [CommandWord]?
        var title: String?
        // Who forgets to say so must be asked once too often, not once too rarely.
        var leaves = true
        var limit = UserCommand.secondsDefault
        for (keyNode, value) in try mapping(node, "a command") {
            switch try string(keyNode, "a key of a command") {
            case "run": words = try self.words(value)
            case "title": title = try string(value, "title")
            case "leaves":
                guard let wanted = value.bool else { throw problem(value, "leaves must be true or false", "") }
                leaves = wanted
            case "timeout": limit = try seconds(value, "timeout")
            case let key:
                throw problem(keyNode, "unknown key '\(key)' in a command", "Known: run, title, leaves, timeout.")
            }
        }
        guard let words, let program = words.first?.literal else {
            throw problem(node, "a command needs 'run', a list that begins with the program", Self.example)
        }
        return UserCommand(title: title ?? program, keys: keys, words: words, leaves: leaves, seconds: limit)
    }

    /// A list, since no shell takes a line apart.
    private func words(_ node: Node) throws(UserMessage) -> [CommandWord] {
        guard let sequence = node.sequence, !sequence.isEmpty else {
            throw problem(node, "run must be a list", Self.example)
        }
        var words: [CommandWord] = []
        for item in sequence {
            // Braces without quotes are a map of YAML's, which no program could be given.
            guard let text = item.scalar?.string else {
                throw problem(item, "a word of run is no text; put quotes around braces", Self.example)
            }
            do throws(CommandWordError) { words.append(try CommandWord(text)) } catch {
                throw problem(item, error.message, Self.example)
            }
        }
        guard words[0].literal != nil else {
            throw problem(sequence[0], "the program must not come from the event", Self.example)
        }
        return words
    }

    private static let example = "For example run: [whois, \"{src_ip}\"]."
}
