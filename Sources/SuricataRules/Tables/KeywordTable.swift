// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// All keywords of Suricata 7 and 8.
package enum KeywordTable {
    /// The keyword of this name, whose case does not matter; `nil` if neither version has it.
    package static func keyword(_ name: String) -> Keyword? {
        table[name] ?? table[name.lowercased()]
    }

    /// The known keyword that looks most like `name`; `nil` if none does.
    package static func nearest(_ name: String) -> String? {
        NearestName.of(name, among: table.keys)
    }

    /// All keywords in alphabetical order.
    package static let all: [Keyword] = table.values.sorted { $0.name < $1.name }

    private static let table: [String: Keyword] = {
        var table: [String: Keyword] = [:]
        for group in groups {
            for word in group.names.split(whereSeparator: \.isWhitespace) {
                let name = String(word.drop { $0 == "+" || $0 == "-" })
                table[name] = Keyword(
                    name: name, use: group.use, value: group.value, quotes: group.quotes,
                    isSince8: word.hasPrefix("+"), isGoneIn8: word.hasPrefix("-"))
            }
        }
        return table
    }()

    /// Keywords that are used alike.
    struct Group {
        var use: Keyword.Use
        var value: Keyword.Value
        var quotes: Keyword.Quotes
        /// With spaces between; `+` before those that are new in Suricata 8, `-` before those that are gone in it.
        var names: String

        init(_ use: Keyword.Use, value: Keyword.Value, quotes: Keyword.Quotes, _ names: String) {
            self.use = use
            self.value = value
            self.quotes = quotes
            self.names = names
        }
    }
}
