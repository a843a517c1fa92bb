// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE

/// What a query of jobs asks for, in SQL. SQLite decides, so that no job is decoded that is not shown.
struct BoardCondition {
    /// To be put behind another condition; empty where all are asked for.
    private(set) var words = ""
    /// What stands for `?1` and on.
    private(set) var values: [Argument] = []

    init(_ query: JobQuery) {
        if let camera = query.camera {
            let name = add(.text(camera))
            words += " AND (camera = \(name) OR gateway = \(name))"
        }
        if let time = query.at {
            let moment = add(.integer(time.microseconds))
            words += " AND clip_begin <= \(moment) AND clip_end >= \(moment)"
        }
        guard !query.text.isEmpty else { return }
        // LIKE knows the case of ASCII letters alone.
        let patterns = Set([query.text, query.text.lowercased(), query.text.uppercased()]).sorted().map { text in
            add(.text("%" + Self.escaped(text) + "%"))
        }
        let columns = ["camera", "input", "output", "state", "person", "gateway"]
        let parts = columns.flatMap { column in patterns.map { "\(column) LIKE \($0) ESCAPE '\\'" } }
        words += " AND (\(parts.joined(separator: " OR ")))"
    }

    /// The name under which a value stands in SQL.
    private mutating func add(_ value: Argument) -> String {
        values.append(value)
        return "?\(values.count)"
    }

    /// A text of which no sign has a meaning to LIKE.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for sign in text {
            if sign == "%" || sign == "_" || sign == "\\" { escaped.append("\\") }
            escaped.append(sign)
        }
        return escaped
    }
}
