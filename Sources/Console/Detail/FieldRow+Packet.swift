// SPDX-License-Identifier: Apache-2.0

internal import Packets

extension FieldRow {
    /// The rows of the field `packet`, which stands at `node` of the tree: one for it, its layers and their fields where unfolded.
    static func rows(of packet: Packet, node: Int, folds: [String: Bool]) -> [FieldRow] {
        func isFolded(_ path: String) -> Bool { folds[path] ?? true }
        var rows = [
            FieldRow(
                node: node, depth: 0, label: "packet", path: "packet", text: packet.summary,
                kind: .container(isFolded: isFolded("packet")))
        ]
        guard !isFolded("packet") else { return rows }
        // Paths go by name, so that what is unfolded stays so in the next event; of equal names the later ones are counted.
        var paths: [String] = ["packet"]
        var counts: [String: Int] = [:]
        for (index, part) in packet.nodes.enumerated() {
            paths.removeLast(max(0, paths.count - 1 - part.depth))
            let holds = packet.nodes.indices.contains(index + 1) && packet.nodes[index + 1].depth > part.depth
            var path = (paths.last ?? "packet") + "." + part.name
            counts[path, default: 0] += 1
            if let count = counts[path], count > 1 { path += " \(count)" }
            let isHidden = paths.dropFirst().contains(where: isFolded)
            paths.append(path)
            guard !isHidden else { continue }
            rows.append(
                FieldRow(
                    node: node, depth: part.depth + 1, label: part.name, path: path, text: part.value,
                    kind: holds ? .container(isFolded: isFolded(path)) : .string, packetNode: index))
        }
        return rows
    }
}
