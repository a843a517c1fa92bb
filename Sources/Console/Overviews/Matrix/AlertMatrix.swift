// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

/// How often each signature fired at each gateway: what is everywhere, and what is only here.
///
/// A signature is its number, as the filter of a cell is, so that a cell counts exactly what it lists.
package struct AlertMatrix: Sendable, Hashable {
    /// One row.
    package struct Signature: Sendable, Hashable {
        package var id: Int64
        /// The text of most of its alerts, since revisions of a rule may reword it.
        package var text: String
        /// The worst that it came with.
        package var severity: UInt8?
        package var count: Int
        /// Alerts by gateway, as an index into `gateways`; none is 0.
        package var cells: [Int: Int]

        /// Whether all its alerts are of one gateway.
        package var isOfOneGateway: Bool { cells.count == 1 }
    }

    /// One column.
    package struct Gateway: Sendable, Hashable {
        package var name: String
        package var count: Int
    }

    /// Severity 1 first, then by count.
    package private(set) var signatures: [Signature] = []
    /// The loudest first.
    package private(set) var gateways: [Gateway] = []
    /// Alerts without a number, text or severity of the signature.
    package private(set) var missing: Int
    /// All alerts: every cell and `missing`.
    package private(set) var total: Int
    /// Whether the numbers are lower bounds.
    package private(set) var isPartial: Bool
    /// The largest cell.
    package private(set) var most = 0
    /// Alerts of signatures of severity 1.
    package private(set) var high = 0

    /// What a matrix is made of, in the order in which `init` reads it.
    package static let dimensions: [Dimension] = [
        .field(.gateway), .field(.signatureID), .field(.signature), .field(.severity),
    ]

    /// The matrix of an answer to a count by `dimensions`; a row of another shape counts as missing.
    package init(_ table: CountTable) {
        missing = table.missing + table.other
        total = table.total
        isPartial = table.isPartial
        var byName: [String: Int] = [:]
        for row in table.rows where !row.key.isEmpty { byName[row.key[0].text, default: 0] += row.count }
        gateways = byName.map { Gateway(name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        let places = Dictionary(uniqueKeysWithValues: gateways.enumerated().map { ($0.element.name, $0.offset) })
        var byID: [Int64: Signature] = [:]
        var most: [Int64: Int] = [:]
        for row in table.rows {
            guard row.key.count == Self.dimensions.count, case .integer(let id) = row.key[1],
                let place = places[row.key[0].text]
            else {
                missing += row.count
                continue
            }
            var signature = byID[id] ?? Signature(id: id, text: "", severity: nil, count: 0, cells: [:])
            if row.count > most[id] ?? 0 {
                most[id] = row.count
                signature.text = row.key[2].rowText
            }
            if case .integer(let severity) = row.key[3] {
                signature.severity = min(signature.severity ?? .max, UInt8(clamping: severity))
            }
            signature.count += row.count
            signature.cells[place, default: 0] += row.count
            byID[id] = signature
        }
        signatures = byID.values.sorted { left, right in
            let leftRank = left.severity == 1 ? 0 : 1
            let rightRank = right.severity == 1 ? 0 : 1
            return (leftRank, -left.count, left.id) < (rightRank, -right.count, right.id)
        }
        for signature in signatures {
            self.most = max(self.most, signature.cells.values.max() ?? 0)
            if signature.severity == 1 { high += signature.count }
        }
    }
}

extension AlertMatrix {
    /// Where the cursor was put: the cell by its row and column, and by what they were, so that it is found again.
    package struct Cursor: Sendable, Hashable {
        package var row: Int
        package var column: Int
        package var signature: Int64
        package var gateway: String
    }

    /// The columns with those for `silent` gateways that had no alert: their nothing is no good news.
    func columns(silent: Set<String>) -> [Gateway] {
        let known = Set(gateways.map(\.name))
        return gateways + silent.subtracting(known).sorted().map { Gateway(name: $0, count: 0) }
    }

    /// Where `cursor` stands among these numbers; without one it is the loudest gateway of the first row. `nil` where
    /// there is no cell.
    func spot(_ cursor: Cursor?, columns: [Gateway]) -> (row: Int, column: Int)? {
        guard !signatures.isEmpty, !columns.isEmpty else { return nil }
        guard let cursor else {
            let loudest = signatures[0].cells.max { ($0.value, $1.key) < ($1.value, $0.key) }
            return (0, loudest?.key ?? 0)
        }
        let isSameRow = signatures.indices.contains(cursor.row) && signatures[cursor.row].id == cursor.signature
        let row = isSameRow ? cursor.row : signatures.firstIndex { $0.id == cursor.signature } ?? cursor.row
        let column = columns.firstIndex { $0.name == cursor.gateway } ?? cursor.column
        return (min(max(0, row), signatures.count - 1), min(max(0, column), columns.count - 1))
    }

    /// What Enter, `o` and `y` do with a cell.
    func cell(row: Int, column: Int, columns: [Gateway]) -> PanelRow? {
        guard signatures.indices.contains(row), columns.indices.contains(column) else { return nil }
        let signature = signatures[row]
        let name = columns[column].name
        let count = signature.cells[column] ?? 0
        let filter = Filter.all([
            .matching(.gateway, .text(name)), .matching(.signatureID, .integer(signature.id)),
        ])
        return PanelRow(
            identity: "\(signature.id) \(name)",
            meaning: count > 0 ? .filter(filter) : .nothing(reason: "No alert of this signature at this gateway"),
            text: "\(signature.id)\t\(signature.text)\t\(name)\t\(count)")
    }
}
