// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules
internal import Yams

/// Reads mapping files. What is wrong is left out and reported with its place.
struct MappingReader {
    /// The longest text that is read, in bytes.
    static let sizeLimit = 1 << 20
    /// The most paths that one field may have.
    static let pathLimit = 64

    /// What was wrong, in the order of the text.
    private(set) var problems: [RuleProblem] = []

    /// The mappings of all documents of a text.
    mutating func read(_ text: String) -> [FieldMapping] {
        guard text.utf8.count <= Self.sizeLimit else {
            problems.append(RuleProblem(.error, .start, "a mapping file may have 1 MiB at most"))
            return []
        }
        return documents(text).compactMap { mapping($0) }
    }

    private mutating func documents(_ text: String) -> [Node] {
        var roots: [Node] = []
        do {
            let parser = try Parser(yaml: text)
            while let root = try parser.nextRoot() { roots.append(root) }
        } catch {
            problems.append(Self.problem(of: error))
        }
        return roots
    }

    private static func problem(of error: any Error) -> RuleProblem {
        switch error as? YamlError {
        case .scanner(_, let what, let mark, _), .parser(_, let what, let mark, _), .composer(_, let what, let mark, _):
            RuleProblem(.error, TextPosition(line: mark.line, column: mark.column), what)
        case .duplicatedKeysInMapping(let keys, let context):
            RuleProblem(
                .error, TextPosition(line: context.mark.line, column: context.mark.column),
                "\(keys.joined(separator: ", ")) stands here twice")
        default:
            RuleProblem(.error, .start, "this is no YAML", help: "See docs/rules.md for the form of a mapping.")
        }
    }

    private mutating func mapping(_ root: Node) -> FieldMapping? {
        // `---` alone is a document without content.
        if root.scalar?.string.isEmpty == true { return nil }
        guard let name = root.mapping?["name"]?.scalar?.string, !name.isEmpty else {
            report(root, "a mapping needs a name", "Begin it with 'name: my-log'.")
            return nil
        }
        var result = FieldMapping(name: name)
        for (keyNode, value) in root.mapping ?? [:] {
            switch keyNode.scalar?.string {
            case "name": break
            case "sources": result.sources = sources(value)
            case "events": result.events = events(value)
            case "services": result.services = texts(value, "services")
            case "fields": result.fields = fields(value)
            case "also": result.also = texts(value, "also").first
            default: report(keyNode, "unknown key", "Known: name, sources, events, services, fields, also.")
            }
        }
        return result
    }

    private mutating func sources(_ node: Node) -> [LogSource] {
        var found: [LogSource] = []
        for item in list(node) {
            var source = LogSource()
            for (keyNode, value) in item.mapping ?? [:] {
                let text = value.scalar?.string.lowercased()
                switch keyNode.scalar?.string {
                case "category": source.category = text
                case "product": source.product = text
                case "service": source.service = text
                default: report(keyNode, "unknown part of a log source", "Known: category, product, service.")
                }
            }
            if source == LogSource() {
                report(item, "a log source needs a category, a product or a service", "")
            } else {
                found.append(source)
            }
        }
        return found
    }

    private mutating func events(_ node: Node) -> FieldMapping.Events {
        switch node.scalar?.string {
        case "service": .service
        case "all": .all
        default: .types(texts(node, "events"))
        }
    }

    private mutating func fields(_ node: Node) -> FieldMapping.Fields {
        if node.scalar?.string == "as written" { return .asWritten }
        guard let mapping = node.mapping else {
            report(node, "fields must be 'name: [path, path]' lines or 'as written'", "")
            return .table([:])
        }
        var table: [String: [String]] = [:]
        for (keyNode, value) in mapping {
            guard let name = keyNode.scalar?.string, !name.isEmpty else {
                report(keyNode, "a field's name must be a text", "")
                continue
            }
            table[name.lowercased()] = paths(value, name)
        }
        return .table(table)
    }

    private mutating func paths(_ node: Node, _ name: String) -> [String] {
        var paths = texts(node, name)
        for path in paths where FieldPath(path) == nil {
            report(node, "'\(path)' is no EVE path", "Write keys with dots between them, like http.hostname.")
        }
        paths.removeAll { FieldPath($0) == nil }
        guard paths.count > Self.pathLimit else { return paths }
        report(node, "'\(name)' has more than \(Self.pathLimit) paths", "")
        return Array(paths.prefix(Self.pathLimit))
    }

    /// One text, or a list of texts.
    private mutating func texts(_ node: Node, _ what: String) -> [String] {
        var texts: [String] = []
        for item in list(node) {
            if let text = item.scalar?.string, !text.isEmpty {
                texts.append(text)
            } else {
                report(item, "'\(what)' must be a text or a list of texts", "")
            }
        }
        return texts
    }

    private func list(_ node: Node) -> [Node] {
        node.sequence.map(Array.init) ?? [node]
    }

    private mutating func report(_ node: Node, _ what: String, _ help: String) {
        let place = node.mark.map { TextPosition(line: $0.line, column: $0.column) } ?? .start
        problems.append(RuleProblem(.error, place, what, help: help))
    }
}
