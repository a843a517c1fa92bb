// SPDX-License-Identifier: Apache-2.0

package import Rules
internal import Yams

/// Why a text is no YAML that can be used.
package struct YAMLFailure: Error {
    package var problem: RuleProblem
}

/// Reads YAML into nodes, within limits.
package struct YAMLReader {
    let document: YAMLDocument
    private var remaining = YAMLLimits.nodes

    /// The values of a document: one, or none if nothing stands in it; more where `...` ends one and begins another.
    ///
    /// - Throws: the first thing that is wrong with it, by its line and column in the file.
    package static func read(_ document: YAMLDocument) throws(YAMLFailure) -> [YAMLNode] {
        if let excess = YAMLLimits.excess(in: document.text) {
            let position = TextPosition(line: document.firstLine, column: 1)
            throw YAMLFailure(
                problem: RuleProblem(.error, position, excess, help: "Write it as several smaller documents."))
        }
        var reader = YAMLReader(document: document)
        return try reader.nodes()
    }

    private init(document: YAMLDocument) {
        self.document = document
    }

    private mutating func nodes() throws(YAMLFailure) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        do {
            // Without its rules the resolver leaves every plain scalar as it is written.
            let parser = try Parser(yaml: document.text, resolver: .basic, encoding: .utf8)
            while let root = try parser.nextRoot() {
                let node = try convert(root, depth: 0)
                if !node.isNull { nodes.append(node) }
            }
        } catch let failure as YAMLFailure {
            throw failure
        } catch {
            throw YAMLFailure(problem: problem(of: error))
        }
        return nodes
    }

    private mutating func convert(_ node: Node, depth: Int) throws(YAMLFailure) -> YAMLNode {
        let position = position(node.mark)
        guard depth <= YAMLLimits.depth else {
            throw failure(position, "more than \(YAMLLimits.depth) maps and lists inside each other")
        }
        remaining -= 1
        guard remaining >= 0 else { throw failure(position, "more than \(YAMLLimits.nodes) values in one document") }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(Self.scalar(scalar)), position: position)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            items.reserveCapacity(sequence.count)
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return YAMLNode(content: .list(items), position: position)
        case .mapping(let mapping):
            return YAMLNode(content: .map(try entries(mapping, depth: depth)), position: position)
        case .alias:
            // Only a dereferencing strategy that is not used here leaves aliases.
            throw failure(position, "an alias without its anchor")
        }
    }

    private mutating func entries(_ mapping: Node.Mapping, depth: Int) throws(YAMLFailure) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var merged: [YAMLEntry] = []
        entries.reserveCapacity(mapping.count)
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                throw failure(
                    position(key.mark), "a key that is no single value", help: "Quote the key if it begins with [ or {."
                )
            }
            var value = try convert(value, depth: depth + 1)
            // The library puts a value that is missing where the next text begins, which may be behind the last line.
            let keyPosition = position(key.mark)
            if value.scalar?.text.isEmpty == true, value.isNull, value.position.line > keyPosition.line {
                value.position = keyPosition
            }
            if scalar.string == "<<", scalar.style == .plain {
                merged += try mergedEntries(of: value)
            } else {
                entries.append(YAMLEntry(key: scalar.string, keyPosition: keyPosition, value: value))
            }
        }
        guard !merged.isEmpty else { return entries }
        var keys = Set(entries.map(\.key))
        for entry in merged where keys.insert(entry.key).inserted { entries.append(entry) }
        return entries
    }

    /// The entries that a merge key `<<` brings: those of a map, or of several.
    private func mergedEntries(of node: YAMLNode) throws(YAMLFailure) -> [YAMLEntry] {
        switch node.content {
        case .map(let entries): return entries
        case .list(let items):
            var entries: [YAMLEntry] = []
            for item in items { entries += try mergedEntries(of: item) }
            return entries
        case .scalar: throw failure(node.position, "`<<` merges maps, and this is none")
        }
    }

    private static func scalar(_ scalar: Node.Scalar) -> YAMLScalar {
        YAMLScalar(text: scalar.string, isPlain: scalar.style == .plain && scalar.tag.rawValue != Tag.Name.str.rawValue)
    }

    private func failure(_ position: TextPosition, _ message: String, help: String = "") -> YAMLFailure {
        YAMLFailure(problem: RuleProblem(.error, position, message, help: help))
    }

    func position(_ mark: Mark?) -> TextPosition {
        TextPosition(line: document.firstLine + (mark?.line ?? 1) - 1, column: mark?.column ?? 1)
    }
}
