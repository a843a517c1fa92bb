// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules
internal import YAML

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
            report(.start, "a mapping file may have 1 MiB at most", "Write it as several files.")
            return []
        }
        var found: [FieldMapping] = []
        for document in YAMLDocument.split(text) {
            do throws(YAMLFailure) {
                for root in try YAMLReader.read(document) {
                    if let mapping = mapping(root) { found.append(mapping) }
                }
            } catch {
                problems.append(error.problem)
            }
        }
        return found
    }

    private mutating func mapping(_ root: YAMLNode) -> FieldMapping? {
        let entries = entries(root)
        guard let name = entries.first(where: { $0.key == "name" })?.value.scalar?.text, !name.isEmpty else {
            report(root.position, "a mapping needs a name", "Begin it with 'name: my-log'.")
            return nil
        }
        var result = FieldMapping(name: name)
        for entry in entries {
            switch entry.key {
            case "name": break
            case "sources": result.sources = list(entry.value).compactMap { source($0) }
            case "events": result.events = events(entry.value)
            case "services": result.services = texts(entry.value, "services")
            case "fields": result.fields = fields(entry.value)
            case "also": result.also = texts(entry.value, "also").first
            default:
                report(entry.keyPosition, "unknown key", "Known: name, sources, events, services, fields, also.")
            }
        }
        return result
    }

    private mutating func source(_ node: YAMLNode) -> LogSource? {
        var source = LogSource()
        for entry in entries(node) {
            let text = entry.value.scalar?.text.lowercased()
            switch entry.key {
            case "category": source.category = text
            case "product": source.product = text
            case "service": source.service = text
            default: report(entry.keyPosition, "unknown part of a log source", "Known: category, product, service.")
            }
        }
        guard source == LogSource() else { return source }
        report(node.position, "a log source needs a category, a product or a service", "")
        return nil
    }

    private mutating func events(_ node: YAMLNode) -> FieldMapping.Events {
        switch node.scalar?.text {
        case "service": .service
        case "all": .all
        default: .types(texts(node, "events"))
        }
    }

    private mutating func fields(_ node: YAMLNode) -> FieldMapping.Fields {
        if node.scalar?.text == "as written" { return .asWritten }
        guard case .map(let entries) = node.content else {
            report(node.position, "fields must be 'name: [path, path]' lines or 'as written'", "")
            return .table([:])
        }
        var table: [String: [String]] = [:]
        for entry in entries { table[entry.key.lowercased()] = paths(entry.value, entry.key) }
        return .table(table)
    }

    private mutating func paths(_ node: YAMLNode, _ name: String) -> [String] {
        var paths = texts(node, name)
        for path in paths where FieldPath(path) == nil {
            report(node.position, "'\(path)' is no EVE path", "Write keys with dots between them, like http.hostname.")
        }
        paths.removeAll { FieldPath($0) == nil }
        guard paths.count > Self.pathLimit else { return paths }
        report(node.position, "'\(name)' has more than \(Self.pathLimit) paths", "")
        return Array(paths.prefix(Self.pathLimit))
    }

    /// One text, or a list of texts.
    private mutating func texts(_ node: YAMLNode, _ what: String) -> [String] {
        var texts: [String] = []
        for item in list(node) {
            if let text = item.scalar?.text, !text.isEmpty {
                texts.append(text)
            } else {
                report(item.position, "'\(what)' must be a text or a list of texts", "")
            }
        }
        return texts
    }

    private func entries(_ node: YAMLNode) -> [YAMLEntry] {
        guard case .map(let entries) = node.content else { return [] }
        return entries
    }

    private func list(_ node: YAMLNode) -> [YAMLNode] {
        guard case .list(let items) = node.content else { return [node] }
        return items
    }

    private mutating func report(_ position: TextPosition, _ what: String, _ help: String) {
        problems.append(RuleProblem(.error, position, what, help: help))
    }
}
