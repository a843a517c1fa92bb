// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Sockets
internal import Yams

extension ConfigurationReader {
    /// The keys that name the groups of a role.
    private static let roles: [String: Role] = [
        "viewers": .viewer, "analysts": .analyst, "rule-editors": .ruleEditor, "administrators": .administrator,
    ]
    /// Bytes of a group's name; the system's own tools allow 32.
    private static let groupLimit = 256

    /// Where consoles attach, and who may.
    func consoles(_ node: Node) throws(UserMessage) -> StationConfiguration.ConsoleOptions {
        var options = StationConfiguration.ConsoleOptions()
        for (keyNode, value) in try mapping(node, "consoles") {
            let key = try string(keyNode, "a key of consoles")
            if key == "socket" {
                options.socket = try socketPath(value)
            } else if let role = Self.roles[key] {
                options.access.groups[role] = try groups(value, key)
            } else {
                throw problem(
                    keyNode, "unknown key '\(key)' in consoles",
                    "Known: socket, viewers, analysts, rule-editors, administrators.")
            }
        }
        return options
    }

    private func socketPath(_ node: Node) throws(UserMessage) -> String {
        let path = try string(node, "socket")
        guard path.hasPrefix("/"), path.utf8.count <= UnixListener.pathLimit else {
            throw problem(
                node, "'\(path)' is no whole path of at most \(UnixListener.pathLimit) bytes",
                "For example \(StationConfiguration.packagedConsoleSocket).")
        }
        return path
    }

    private func groups(_ node: Node, _ key: String) throws(UserMessage) -> [String] {
        var names: [String] = []
        for name in try strings(node, key) where !names.contains(name) {
            let isName = name.utf8.count <= Self.groupLimit && !name.unicodeScalars.contains { $0.value < 0x21 }
            guard isName else { throw problem(node, "\(key): this is no name of a group", "") }
            names.append(name)
        }
        return names
    }
}
