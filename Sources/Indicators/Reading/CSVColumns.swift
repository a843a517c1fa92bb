// SPDX-License-Identifier: Apache-2.0

/// Which column of a list holds what.
struct CSVColumns {
    /// What a column can hold.
    enum Role: Hashable {
        case value, type, source, expiry, note, tags, detection
    }

    /// The columns by their role.
    private(set) var columns: [Role: Int] = [:]
    /// The type of all values, where the name of their column says it.
    private(set) var type = ""

    /// The columns of a list that does not name them: the values in the first one.
    static let unnamed: CSVColumns = {
        var columns = CSVColumns()
        columns.columns[.value] = 0
        return columns
    }()

    private init() {}

    /// The columns with these names; `nil` if none of them holds indicators.
    init?(_ names: [String]) {
        for (index, name) in names.enumerated() {
            guard let role = Self.roles[IndicatorTypeName.normal(name)], columns[role] == nil else { continue }
            columns[role] = index
        }
        if columns[.value] == nil {
            guard let index = names.firstIndex(where: { IndicatorTypeName.parts(of: $0) != nil }) else { return nil }
            columns[.value] = index
            type = names[index]
        }
        // A single word is a value of a plain list, not the name of a column.
        guard names.count > 1 else { return nil }
    }

    /// The columns and the separator that the first line names, or the last comment before it.
    static func find(in bytes: Span<UInt8>) -> (columns: CSVColumns, separator: UInt8)? {
        var found: (CSVColumns, UInt8)?
        var start = bytes.isByteOrderMark(0) ? 3 : 0
        for _ in 0..<200 where start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            let line = bytes.extracting(start..<min(end, start + 4096))
            start = end + 1
            guard let first = line.indices.first(where: { line[$0] > 0x20 }) else { continue }
            let isComment = line[first] == UInt8(ascii: "#")
            found = header(line.extracting((isComment ? first + 1 : first)...)) ?? found
            if !isComment { break }
        }
        return found
    }

    /// The columns that `line` names, if it is a line of names.
    static func header(_ line: Span<UInt8>) -> (CSVColumns, UInt8)? {
        let separator = separator(of: line)
        var rows = CSVRows(line.indices.map { line[$0] }, separator: separator)
        guard let fields = rows.next(), let columns = CSVColumns(fields.map { rows.text($0) }) else { return nil }
        return (columns, separator)
    }

    /// The separator that occurs most often, a comma if there is none.
    static func separator(of line: Span<UInt8>) -> UInt8 {
        var counts = (comma: 1, semicolon: 0, tab: 0)
        for index in line.indices {
            switch line[index] {
            case UInt8(ascii: ","): counts.comma += 1
            case UInt8(ascii: ";"): counts.semicolon += 1
            case 0x09: counts.tab += 1
            default: break
            }
        }
        if counts.tab >= max(counts.comma, counts.semicolon) { return 0x09 }
        return counts.semicolon > counts.comma ? UInt8(ascii: ";") : UInt8(ascii: ",")
    }

    private static let roles: [String: Role] = {
        var roles: [String: Role] = [:]
        let names: [(Role, String)] = [
            (.value, "indicator value ioc ioc_value indicator_value observable"),
            (.type, "type ioc_type indicator_type kind"),
            (.source, "source feed provider"),
            (.expiry, "expires expiry valid_until expiration expires_at expiration_date"),
            (.note, "note notes description comment"),
            (.tags, "tags tag labels attribute_tag"),
            (.detection, "to_ids"),
        ]
        for (role, list) in names {
            for name in list.split(separator: " ") { roles[String(name)] = role }
        }
        return roles
    }()
}
