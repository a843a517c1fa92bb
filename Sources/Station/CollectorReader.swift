// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Sockets
internal import Yams

extension ConfigurationReader {
    /// What `collector` says.
    func collector(_ node: Node) throws(UserMessage) -> StationConfiguration.CollectorOptions {
        var listen: StationConfiguration.CollectorOptions.Place?
        var enrolment: StationConfiguration.CollectorOptions.Place?
        for (keyNode, value) in try mapping(node, "collector") {
            switch try string(keyNode, "a key of collector") {
            case "listen": listen = try place(value, "listen")
            case "enrol": enrolment = try place(value, "enrol")
            case let key: throw problem(keyNode, "unknown key '\(key)' in collector", "Known: listen, enrol.")
            }
        }
        guard let listen else {
            throw problem(node, "collector does not say where to listen", "For example listen: 0.0.0.0:5044.")
        }
        return StationConfiguration.CollectorOptions(host: listen.host, port: listen.port, enrolment: enrolment)
    }

    /// What `sockets` says.
    func sockets(_ node: Node) throws(UserMessage) -> [StationConfiguration.GatewaySocket] {
        var found: [StationConfiguration.GatewaySocket] = []
        for (nameNode, value) in try mapping(node, "sockets") {
            let name = try string(nameNode, "a gateway's name")
            guard GatewayName.isValid(name) else {
                throw problem(
                    nameNode, "'\(name)' is no name for a gateway",
                    "1 to 64 letters, digits, dots, dashes and underscores.")
            }
            found.append(try socket(of: name, value))
        }
        return found
    }

    /// The path of a socket alone, or `socket` and `log`.
    private func socket(of name: String, _ node: Node) throws(UserMessage) -> StationConfiguration.GatewaySocket {
        guard case .mapping = node else { return .init(gateway: name, path: try socketPath(node)) }
        var path: String?
        var log: String?
        for (keyNode, value) in try mapping(node, "a socket") {
            switch try string(keyNode, "a key of a socket") {
            case "socket": path = try socketPath(value)
            case "log":
                let text = try string(value, "log")
                guard text.hasPrefix("/") else {
                    throw problem(value, "'\(text)' is no whole path", "For example /var/log/suricata/suricata.log.")
                }
                log = text
            case let key: throw problem(keyNode, "unknown key '\(key)' of a socket", "Known: socket, log.")
            }
        }
        guard let path else {
            throw problem(node, "\(name) does not say which socket", "For example socket: /run/vedette/eve.sock.")
        }
        return .init(gateway: name, path: path, log: log)
    }

    private func socketPath(_ node: Node) throws(UserMessage) -> String {
        let path = try string(node, "sockets")
        guard path.hasPrefix("/"), path.utf8.count <= UnixListener.pathLimit else {
            throw problem(
                node, "'\(path)' is no whole path of at most \(UnixListener.pathLimit) bytes",
                "For example /run/vedette/eve.sock.")
        }
        return path
    }

    /// `address:port`, `[address]:port` or `name:port`.
    private func place(
        _ node: Node, _ what: String
    ) throws(UserMessage) -> StationConfiguration.CollectorOptions.Place {
        let text = try string(node, what)
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw problem(
                node, "\(what): '\(text)' is no address with a port", "For example 0.0.0.0:5044 or [::]:5044.")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else {
            throw problem(node, "\(what): '\(text)' names no address", "0.0.0.0 stands for all of this machine.")
        }
        return StationConfiguration.CollectorOptions.Place(host: String(host), port: Int(port))
    }
}
