// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Packets

/// One line of an event's tree.
package struct FieldRow: Sendable, Hashable {
    /// The node in `EveTree.nodes`.
    package var node: Int
    /// 0 for members of the root.
    package var depth: Int
    package var label: String
    /// Keys and places in arrays from the root, parted by dots: what folding is remembered by.
    package var path: String
    /// The value, hostile text; for a container how much it holds.
    package var text: String
    package var kind: Kind
    /// The row of the decoded packet that this one shows, in `Packet.nodes`; `nil` for fields of the event.
    package var packetNode: Int?

    /// What the row shows.
    package enum Kind: Sendable, Hashable {
        case string, number, word
        case container(isFolded: Bool)
    }

    /// Whether it holds other rows.
    package var isContainer: Bool { if case .container = kind { true } else { false } }
    package var isFolded: Bool { kind == .container(isFolded: true) }

    /// The rows of `tree` in reading order: the alert, what the protocol says, addresses and ids, the flow, and bulk last.
    ///
    /// `folds` says by path what was folded or unfolded by hand; the rest is folded where it is bulk, deep or long. The field `packet`
    /// holds the layers of `packet`, the decoded form of it.
    package static func rows(of tree: EveTree, packet: Packet? = nil, folds: [String: Bool]) -> [FieldRow] {
        var rows: [FieldRow] = []
        guard let root = tree.nodes.first else { return [] }
        guard case .object = root.value else {
            append(0, label: "", path: "value", depth: 0, tree, folds, &rows)
            return rows
        }
        let members = tree.children(of: 0).enumerated().sorted { left, right in
            let leftRank = rank(of: tree.nodes[left.element])
            let rightRank = rank(of: tree.nodes[right.element])
            return (leftRank, left.offset) < (rightRank, right.offset)
        }
        for member in members {
            let key = tree.nodes[member.element].key ?? ""
            if key == "packet", let packet {
                rows += Self.rows(of: packet, node: member.element, folds: folds)
            } else {
                append(member.element, label: key, path: key, depth: 0, tree, folds, &rows)
            }
        }
        return rows
    }

    private static func append(
        _ node: Int, label: String, path: String, depth: Int, _ tree: EveTree, _ folds: [String: Bool],
        _ rows: inout [FieldRow]
    ) {
        let value = tree.nodes[node].value
        switch value {
        case .string, .number, .bool, .null:
            rows.append(
                FieldRow(
                    node: node, depth: depth, label: label, path: path, text: value.scalar?.text ?? "",
                    kind: value.rowKind))
        case .object(let count):
            let isFolded = folds[path] ?? foldsAtFirst(path: path, depth: depth, count: count)
            rows.append(
                FieldRow(
                    node: node, depth: depth, label: label, path: path, text: count == 1 ? "1 key" : "\(count) keys",
                    kind: .container(isFolded: isFolded)))
            guard !isFolded else { return }
            for child in tree.children(of: node) {
                let key = tree.nodes[child].key ?? ""
                append(child, label: key, path: "\(path).\(key)", depth: depth + 1, tree, folds, &rows)
            }
        case .array(let count):
            let isFolded = folds[path] ?? foldsAtFirst(path: path, depth: depth, count: count)
            rows.append(
                FieldRow(
                    node: node, depth: depth, label: label, path: path, text: count == 1 ? "1 item" : "\(count) items",
                    kind: .container(isFolded: isFolded)))
            guard !isFolded else { return }
            for (place, child) in tree.children(of: node).enumerated() {
                append(child, label: "\(place)", path: "\(path).\(place)", depth: depth + 1, tree, folds, &rows)
            }
        }
    }

    private static func foldsAtFirst(path: String, depth: Int, count: Int) -> Bool {
        depth >= 3 || count > 24 || bulk.contains(path)
    }

    /// Containers that few want to read first.
    private static let bulk: Set<String> = [
        "flow", "metadata", "packet_info", "tcp", "ether", "alert.metadata", "stats",
    ]

    /// The place of a member of the root, smaller first.
    private static func rank(of node: EveTree.Node) -> Int {
        let key = node.key ?? ""
        if key == "alert" { return 0 }
        if let place = addresses.firstIndex(of: key) { return 100 + place }
        if let place = tail.firstIndex(of: key) { return 300 + place }
        if node.value.scalar != nil { return 200 }
        return 1
    }

    private static let addresses = [
        "event_type", "timestamp", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto", "flow_id",
        "community_id", "host", "in_iface", "vlan",
    ]
    private static let tail = [
        "flow", "tunnel", "ether", "tcp", "vars", "metadata", "files", "payload_printable", "payload", "stream",
        "packet",
        "packet_info",
    ]
}

extension EveTree.Value {
    fileprivate var rowKind: FieldRow.Kind {
        switch self {
        case .string: .string
        case .number: .number
        case .bool, .null, .object, .array: .word
        }
    }
}
