// SPDX-License-Identifier: Apache-2.0

/// A JSON value that is only written: machine output of the command line.
///
/// Foundation's encoder cannot pass an event's own bytes or exact number text through, which the calls promise.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    /// Members in the order given.
    case object([(String, JSONValue)])
    /// Text that is JSON already: an event as received, a number as on the wire. It is not checked.
    case verbatim([UInt8])

    package static func int(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    /// The value as UTF-8 on one line, without a line feed.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    private func append(to out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .integer(let value): out += String(value).utf8
        case .double(let value): out += (value.isFinite ? String(value) : "null").utf8
        case .string(let value): Self.append(string: value, to: &out)
        case .array(let values): Self.append(list: values, to: &out)
        case .object(let members): Self.append(members: members, to: &out)
        case .verbatim(let bytes): out += bytes
        }
    }

    private static func append(list: [JSONValue], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "["))
        for (index, value) in list.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            value.append(to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }

    private static func append(members: [(String, JSONValue)], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            append(string: member.0, to: &out)
            out.append(UInt8(ascii: ":"))
            member.1.append(to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    /// Source: RFC 8259, section 7. What moves a terminal's cursor, turns text around or cannot be seen is escaped too, since a person may
    /// print the output.
    private static func append(string: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C:
                out.append(UInt8(ascii: "\\"))
                out.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x20...0x7E: out.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                guard scalar.isUnseen else {
                    out += String(scalar).utf8
                    continue
                }
                // Two units where it is above U+FFFF.
                for unit in String(scalar).utf16 { append(escaped: unit, to: &out) }
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func append(escaped unit: UTF16.CodeUnit, to out: inout [UInt8]) {
        let digits = String(unit, radix: 16)
        out += "\\u".utf8
        out += String(repeating: "0", count: 4 - digits.count).utf8
        out += digits.utf8
    }
}

extension Unicode.Scalar {
    /// Whether it is a control, moves what stands beside it, or shows nothing.
    fileprivate var isUnseen: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        // Fillers, variation selectors, and places that are kept free for more of the kind.
        default: properties.isDefaultIgnorableCodePoint
        }
    }
}
