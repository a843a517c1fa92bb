// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// What an event is sorted by, ordered as SQLite orders it: nothing, then numbers, then texts and bytes by their bytes.
enum OrderKey: Equatable, Comparable {
    case nothing
    case number(Int64)
    case text([UInt8])
    case bytes([UInt8])

    init(_ row: EventRow, by sort: SortKey) {
        let text: String?
        switch sort {
        case .time: text = nil
        case .gateway: text = row.gateway
        case .type: text = row.type
        case .transport: text = row.transport
        case .signature: text = row.alert?.signature
        case .severity:
            self = row.alert?.severity.map { .number(Int64($0)) } ?? .nothing
            return
        case .source, .destination:
            let address = sort == .source ? row.source : row.destination
            switch address?.argument {
            case .integer(let number): self = .number(number)
            case .bytes(let bytes): self = .bytes(bytes)
            default: self = .nothing
            }
            return
        }
        self = text.map { .text(Array($0.utf8)) } ?? .nothing
    }

    static func < (left: OrderKey, right: OrderKey) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)), (.bytes(let left), .bytes(let right)):
            left.lexicographicallyPrecedes(right)
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .nothing: 0
        case .number: 1
        case .text: 2
        case .bytes: 3
        }
    }

    /// The condition that an event stands behind this key and, where the key is the same, behind `row`.
    func condition(_ column: String, isDescending: Bool, row: Int64) -> (sql: String, arguments: [Argument]) {
        let sign = isDescending ? "<" : ">"
        let value: Argument
        switch self {
        case .nothing:
            let rest = isDescending ? "0" : "\(column) IS NOT NULL"
            return ("(\(column) IS NULL AND e.row \(sign) ?) OR \(rest)", [.integer(row)])
        case .number(let number): value = .integer(number)
        case .text(let text): value = .text(String(decoding: text, as: UTF8.self))
        case .bytes(let bytes): value = .bytes(bytes)
        }
        let rest = isDescending ? " OR \(column) IS NULL" : ""
        return (
            "\(column) \(sign) ? OR (\(column) = ? AND e.row \(sign) ?)\(rest)", [value, value, .integer(row)]
        )
    }
}

extension SortKey {
    /// The expression that a file's events are sorted by. Texts are looked up row by row: their numbers have no order.
    var column: String {
        switch self {
        case .time: "e.row"
        case .gateway: Self.text("e.gateway")
        case .type: Self.text("e.type")
        case .transport: Self.text("e.transport")
        case .severity: "(SELECT nullif(s.severity, -1) FROM signature s WHERE s.id = e.signature)"
        case .signature:
            "(SELECT t.text FROM signature s JOIN text t ON t.id = s.text WHERE s.id = e.signature)"
        case .source: "e.source"
        case .destination: "e.destination"
        }
    }

    private static func text(_ column: String) -> String {
        "(SELECT t.text FROM text t WHERE t.id = \(column))"
    }
}
