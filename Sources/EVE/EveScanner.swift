// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// Takes single fields out of many lines, for filters and counts over fields that no event holds ready.
///
/// It makes a `String` only for what is asked for. One scanner serves one thread at a time.
package struct EveScanner: ~Copyable {
    private var parser = LineParser()
    /// The paths of the last call, and their keys as bytes.
    private var paths: [FieldPath] = []
    private var keys: [[[UInt8]]] = []

    package init() {}

    /// For each path the scalars that it leads to in the JSON document `raw`, in order.
    ///
    /// Arrays on the way and at the end of a path are walked through; of two equal keys in one object the first
    /// counts. A path that leads nowhere or to an object has no scalars, and a document that is no JSON has none at all.
    package mutating func values(of paths: [FieldPath], in raw: Span<UInt8>) -> [[Scalar]] {
        if paths != self.paths {
            self.paths = paths
            keys = paths.map { path in path.keys.map { Array($0.utf8) } }
        }
        guard parser.readTree(raw, limit: EveTree.nodeLimit) == EVE_OK else {
            return Array(repeating: [], count: paths.count)
        }
        return parser.withNodes { nodes in
            keys.map { keys in
                var walk = Walk(keys: keys, found: [])
                collect(&walk, depth: 0, nodes, from: 0, raw)
                return walk.found
            }
        }
    }

    /// For each path the scalars that it leads to in the document that is `bytes[range]`.
    package mutating func values(of paths: [FieldPath], in bytes: [UInt8], _ range: Range<Int>) -> [[Scalar]] {
        values(of: paths, in: bytes.span.extracting(range))
    }

    /// For each path the scalars that it leads to in the document `raw`.
    package mutating func values(of paths: [FieldPath], in raw: [UInt8]) -> [[Scalar]] {
        values(of: paths, in: raw.span)
    }

    /// A path on its way through a document.
    private struct Walk {
        let keys: [[UInt8]]
        var found: [Scalar]
    }

    private borrowing func collect(
        _ walk: inout Walk, depth: Int, _ nodes: Span<eve_node>, from index: Int, _ raw: Span<UInt8>
    ) {
        let node = nodes[index]
        var child = index + 1
        switch node.kind {
        case EVE_ARRAY:
            while child < Int(node.end) {
                collect(&walk, depth: depth, nodes, from: child, raw)
                child = Int(nodes[child].end)
            }
        case EVE_OBJECT:
            guard depth < walk.keys.count else { return }
            while child < Int(node.end) {
                if isKey(walk.keys[depth], nodes[child].key, raw) {
                    collect(&walk, depth: depth + 1, nodes, from: child, raw)
                    return
                }
                child = Int(nodes[child].end)
            }
        default:
            guard depth == walk.keys.count else { return }
            walk.found.append(scalar(node, raw))
        }
    }

    private borrowing func scalar(_ node: eve_node, _ raw: Span<UInt8>) -> Scalar {
        let text = parser.withText(node.text, in: raw) { $0.text } ?? ""
        return switch node.kind {
        case EVE_STRING: .string(text)
        case EVE_NUMBER: .number(text)
        case EVE_TRUE: .bool(true)
        case EVE_FALSE: .bool(false)
        default: .null
        }
    }

    private borrowing func isKey(_ wanted: [UInt8], _ view: eve_view, _ raw: Span<UInt8>) -> Bool {
        guard Int(view.length) == wanted.count else { return false }
        let isEqual = parser.withText(view, in: raw) { key in
            for index in key.indices where key[index] != wanted[index] { return false }
            return true
        }
        return isEqual ?? false
    }
}
