// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What values a field can have, which decides how a filter's text is read.
package enum ValueKind: Hashable, Sendable {
    /// Text; letters of either case are equal.
    case text
    /// A whole number in a range.
    case number(ClosedRange<Int64>)
    /// An IP address.
    case address
    /// Whatever the event holds at a path, compared as it is written there.
    case wire
}

extension Field {
    /// What values the field can have.
    package var kind: ValueKind {
        switch self {
        case .gateway, .trust, .eventType, .sensor, .transport, .appProtocol, .signature, .category, .action, .rule,
            .ruleLevel, .state, .assignee, .tag, .sourceCountry, .destinationCountry:
            .text
        case .source, .destination: .address
        case .sourcePort, .destinationPort: .number(0...Int64(UInt16.max))
        case .severity: .number(0...Int64(UInt8.max))
        case .signatureID, .generatorID, .revision: .number(0...Int64(UInt32.max))
        case .flowID: .number(0...Int64.max)
        case .path: .wire
        }
    }

    /// Whether the store answers it from its columns.
    package var isHot: Bool {
        if case .path = self { false } else { true }
    }

    /// The full name, as filters and the command line write it.
    package var name: String {
        if case .path(let path) = self { path.description } else { FieldTable.name(of: self)?.name ?? "" }
    }

    /// The field of a name or short name of the table, or of any other EVE path; `nil` if it is neither.
    ///
    /// `ip` and `port` mean two fields and are none.
    package init?(name: some StringProtocol) {
        if let known = FieldTable.name(name) {
            guard case .field(let field) = known.target else { return nil }
            self = field
        } else {
            guard !name.hasPrefix("@"), let path = FieldPath(String(name)) else { return nil }
            self = .path(path)
        }
    }
}

extension Dimension {
    /// The dimension of a field's name, or of `minute`, `hour` or `day`; `nil` if it is neither.
    package init?(name: some StringProtocol) {
        if let unit = CalendarUnit(rawValue: name.lowercased()) {
            self = .bucket(unit)
        } else {
            guard let field = Field(name: name) else { return nil }
            self = .field(field)
        }
    }
}
