// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// All of one event as a list of values in the order of the wire, for looking at it and for reading its cold fields.
///
/// Nothing is interpreted: numbers keep their digits, keys that occur twice are there twice. It is no store of record;
/// only the raw bytes are truth.
package struct EveTree: Sendable {
    /// How many nodes a tree holds at most; a longer event is truncated.
    package static let nodeLimit = 200_000

    /// One value.
    package struct Node: Sendable, Hashable {
        /// 0 for the root.
        package var depth: Int
        /// The key in the object above, unescaped; `nil` for the root and in an array.
        package var key: String?
        /// What it is.
        package var value: Value
        /// Index of the container that it lies in; `nil` for the root.
        package var parent: Int?
        /// Index behind the last node inside this one; the next sibling, if there is one, is there.
        package var end: Int

        package init(depth: Int, key: String?, value: Value, parent: Int?, end: Int) {
            self.depth = depth
            self.key = key
            self.value = value
            self.parent = parent
            self.end = end
        }
    }

    /// What a node is.
    package enum Value: Sendable, Hashable {
        /// An object, and how many members it has, those lost by truncation too.
        case object(childCount: Int)
        /// An array, and how many elements it has, those lost by truncation too.
        case array(childCount: Int)
        /// A string, unescaped; hostile as any text of an event.
        case string(String)
        /// A number, digit by digit as on the wire.
        case number(String)
        /// `true` or `false`.
        case bool(Bool)
        /// `null`.
        case null

        /// The value, unless it is a container.
        package var scalar: Scalar? {
            switch self {
            case .object, .array: nil
            case .string(let text): .string(text)
            case .number(let digits): .number(digits)
            case .bool(let value): .bool(value)
            case .null: .null
            }
        }
    }

    /// The values, each container before what it holds. Never empty; the first is the root.
    package let nodes: [Node]
    /// Whether nodes are missing because there were more than `nodeLimit`.
    package let isTruncated: Bool

    /// The tree of one line of EVE or of any other JSON document.
    ///
    /// - Throws: `EveTreeError` if it is no JSON in UTF-8 or nests too deep.
    package static func parse(_ raw: [UInt8]) throws(EveTreeError) -> EveTree {
        try parse(raw.span)
    }

    /// The tree of the JSON document in `raw`, as `parse(_:)` of an array does it.
    ///
    /// - Throws: `EveTreeError` if it is no JSON in UTF-8 or nests too deep.
    package static func parse(_ raw: Span<UInt8>) throws(EveTreeError) -> EveTree {
        var parser = LineParser()
        let status = parser.readTree(raw, limit: nodeLimit)
        guard status == EVE_OK else { throw EveTreeError(reason: Rejection.Reason(status) ?? .notJSON) }
        let nodes = parser.withNodes { nodes in
            nodes.indices.map { index in Node(nodes[index], isRoot: index == 0, parser, raw) }
        }
        return EveTree(nodes: nodes, isTruncated: parser.wasTruncated)
    }
}

/// Why bytes could not be taken apart.
package struct EveTreeError: Error, Hashable {
    /// Why; never `noEventType`, `noTimestamp` or `notAnObject`, since any JSON will do.
    package var reason: Rejection.Reason

    package init(reason: Rejection.Reason) {
        self.reason = reason
    }
}

extension EveTree.Node {
    fileprivate init(_ node: eve_node, isRoot: Bool, _ parser: borrowing LineParser, _ raw: Span<UInt8>) {
        func text(_ view: eve_view) -> String? {
            parser.withText(view, in: raw) { $0.text }
        }
        depth = Int(node.depth)
        key = text(node.key)
        parent = isRoot ? nil : Int(node.parent)
        end = Int(node.end)
        switch node.kind {
        case EVE_OBJECT: value = .object(childCount: Int(node.children))
        case EVE_ARRAY: value = .array(childCount: Int(node.children))
        case EVE_STRING: value = .string(text(node.text) ?? "")
        case EVE_NUMBER: value = .number(text(node.text) ?? "")
        case EVE_TRUE: value = .bool(true)
        case EVE_FALSE: value = .bool(false)
        default: value = .null
        }
    }
}

extension Span<UInt8> {
    /// These bytes, which must be UTF-8, as text.
    var text: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
