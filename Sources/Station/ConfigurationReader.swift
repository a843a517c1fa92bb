// SPDX-License-Identifier: Apache-2.0

internal import Yams

/// Reads `config.yaml`; an unknown key or a wrong value is an error with its place.
struct ConfigurationReader {
    /// Named in messages.
    let path: String

    /// `configuration` with what `text` says put over it.
    func read(
        _ text: String, into configuration: StationConfiguration
    ) throws(UserMessage) -> StationConfiguration {
        var configuration = configuration
        guard let root = try compose(text) else { return configuration }
        for (keyNode, value) in try mapping(root, "the file") {
            let key = try string(keyNode, "a key")
            switch key {
            case "site": configuration.site = try string(value, key)
            case "data": configuration.dataDirectory = try string(value, key)
            case "gateways": configuration.gateways = try gateways(value)
            case "patterns": configuration.patterns = try strings(value, key)
            case "sockets": configuration.sockets = try sockets(value)
            case "collector": configuration.collector = try collector(value)
            case "consoles": configuration.consoles = try consoles(value)
            case "retention": configuration.retention = try retention(value)
            case "rules": configuration.rules = try rules(value)
            case "honeypots": configuration.honeypots = try honeypots(value)
            case "devices": configuration.devices = try devices(value)
            case "anonymizer": configuration.anonymizer = try anonymizer(value)
            case "assets": configuration.assets = try string(value, key)
            case "geo":
                for path in try strings(value, key) where !configuration.geo.contains(path) {
                    configuration.geo.append(path)
                }
            case "silent-after": configuration.silentAfterSeconds = try seconds(value, key)
            case "theme": configuration.theme = try string(value, key)
            case "glyphs": configuration.glyphs = try string(value, key)
            case "keys": configuration.keys = try keys(value)
            case "commands": configuration.commands = try commands(value)
            default:
                throw problem(
                    keyNode, "unknown key '\(key)'",
                    "Known: site, data, gateways, patterns, sockets, collector, consoles, retention, rules, honeypots, devices, "
                        + "anonymizer, assets, geo, silent-after, theme, glyphs, keys, commands."
                )
            }
        }
        return configuration
    }

    private func compose(_ text: String) throws(UserMessage) -> Node? {
        do {
            let root = try Yams.compose(yaml: text)
            // `---` alone is a document without content.
            return root?.scalar?.string.isEmpty == true ? nil : root
        } catch let error as YamlError {
            throw UserMessage(.wrongUse, Self.line(of: error, in: path), help: "See docs/configuration.md.")
        } catch {
            throw UserMessage(.wrongUse, "\(path): \(error)", help: "See docs/configuration.md.")
        }
    }

    /// What the YAML library says, in our form: `path:line:column: what`.
    private static func line(of error: YamlError, in path: String) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(path):\(mark.line):\(mark.column): \(problem)."
        default:
            "\(path):1:1: " + ("\(error)".split(separator: "\n").first.map(String.init) ?? "this is no YAML.")
        }
    }

    private func gateways(_ node: Node) throws(UserMessage) -> [StationConfiguration.GatewayFiles] {
        var found: [StationConfiguration.GatewayFiles] = []
        for (nameNode, value) in try mapping(node, "gateways") {
            found.append(
                .init(gateway: try string(nameNode, "a gateway's name"), paths: try strings(value, "gateways")))
        }
        return found
    }

    private func keys(_ node: Node) throws(UserMessage) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for (name, value) in try mapping(node, "keys") {
            found[try string(name, "a command's name")] = try strings(value, "keys")
        }
        return found
    }

    private func rules(_ node: Node) throws(UserMessage) -> StationConfiguration.RuleOptions {
        var options = StationConfiguration.RuleOptions()
        for (keyNode, value) in try mapping(node, "rules") {
            switch try string(keyNode, "a key of rules") {
            case "placeholders":
                for (name, values) in try mapping(value, "placeholders") {
                    options.placeholders[try string(name, "a placeholder's name")] = try strings(values, "placeholders")
                }
            case "starter-set":
                guard let wanted = value.bool else {
                    throw problem(value, "starter-set must be true or false", "")
                }
                options.usesStarterSet = wanted
            case "suricata": options.suricata = try suricata(value)
            case "signature-files": options.signatureFiles = try strings(value, "signature-files")
            case let key:
                throw problem(
                    keyNode, "unknown key '\(key)' in rules",
                    "Known: placeholders, starter-set, suricata, signature-files.")
            }
        }
        return options
    }

    private func suricata(_ node: Node) throws(UserMessage) -> StationConfiguration.SuricataChoice {
        if let wanted = node.bool { return wanted ? .installed : .never }
        let path = try string(node, "suricata")
        guard path.hasPrefix("/") else {
            throw problem(
                node, "suricata must be true, false or the program's whole path", "For example /usr/bin/suricata.")
        }
        return .at(path: path)
    }

    private func honeypots(_ node: Node) throws(UserMessage) -> StationConfiguration.HoneypotOptions {
        var options = StationConfiguration.HoneypotOptions()
        for (keyNode, value) in try mapping(node, "honeypots") {
            switch try string(keyNode, "a key of honeypots") {
            case "gateways":
                for name in try strings(value, "gateways") where !options.gateways.contains(name) {
                    options.gateways.append(name)
                }
            case "keep": options.keepSeconds = try seconds(value, "keep")
            case let key: throw problem(keyNode, "unknown key '\(key)' in honeypots", "Known: gateways, keep.")
            }
        }
        return options
    }

    func mapping(_ node: Node, _ what: String) throws(UserMessage) -> [(Node, Node)] {
        guard let mapping = node.mapping else { throw problem(node, "\(what) must be 'name: value' lines", "") }
        return mapping.map { ($0.key, $0.value) }
    }

    func string(_ node: Node, _ what: String) throws(UserMessage) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw problem(node, "\(what) must be a text", "") }
        return text
    }

    /// One text, or a list of texts.
    func strings(_ node: Node, _ what: String) throws(UserMessage) -> [String] {
        guard let sequence = node.sequence else { return [try string(node, what)] }
        var texts: [String] = []
        for item in sequence { texts.append(try string(item, what)) }
        return texts
    }

    func seconds(_ node: Node, _ what: String) throws(UserMessage) -> Int {
        let text = try string(node, what)
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], let count = Int(text.dropLast()), count > 0,
            count < 1_000_000
        else {
            throw problem(node, "\(what): '\(text)' is no length of time", "Give for example 90s, 10m or 2h.")
        }
        return count * unit
    }

    func problem(_ node: Node, _ what: String, _ help: String) -> UserMessage {
        let place = node.mark.map { "\(path):\($0.line):\($0.column)" } ?? path
        return UserMessage(.wrongUse, "\(place): \(what).", help: help)
    }
}
