// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Reads lists of separated values, MISP's export among them.
enum CSVIndicators {
    static func read(_ bytes: [UInt8], into collector: inout IndicatorCollector) {
        let found = CSVColumns.find(in: bytes.span)
        let columns = found?.columns ?? .unnamed
        var rows = CSVRows(bytes, separator: found?.separator ?? UInt8(ascii: ","))
        var isFirst = true
        while let fields = rows.next() {
            if let unclosed = rows.unclosed {
                collector.report(
                    .warning, at: unclosed, "a quotation mark is not closed",
                    help: "Close it, or double it where it is part of the text.")
            }
            let start = fields[0].isQuoted ? fields[0].range.lowerBound - 1 : fields[0].range.lowerBound
            guard start < bytes.count, bytes[start] != UInt8(ascii: "#") else { continue }
            defer { isFirst = false }
            if isFirst, found == nil {
                collector.report(
                    .warning, at: start, "the columns have no names, so the first one is taken for the indicators",
                    help: "Write a first line like indicator,type,source,expires,note.")
            }
            if isFirst, found != nil, CSVColumns(fields.map { rows.text($0) }) != nil { continue }
            read(fields, rows, columns, into: &collector)
        }
    }

    private static func read(
        _ fields: [CSVRows.Field], _ rows: CSVRows, _ columns: CSVColumns, into collector: inout IndicatorCollector
    ) {
        func text(_ role: CSVColumns.Role) -> String {
            guard let column = columns.columns[role], column < fields.count else { return "" }
            return rows.text(fields[column])
        }
        if ["0", "false", "no"].contains(text(.detection).lowercased()) { return collector.leaveOut() }
        let value = columns.columns[.value] ?? 0
        collector.take(
            IndicatorEntry(
                text: text(.value), type: columns.type.isEmpty ? text(.type) : columns.type, source: text(.source),
                expiry: text(.expiry), note: text(.note), tags: [text(.tags)],
                offset: fields[min(value, fields.count - 1)].range.lowerBound))
    }
}
