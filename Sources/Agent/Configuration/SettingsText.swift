// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A small part of YAML: `key: value` lines, and lists of `- value` lines below a key. What it takes means the same in YAML.
///
/// Values are plain or in double quotes without escapes. Comments begin with `#` at the front of a line or behind a space.
package struct SettingsText: Sendable, Hashable {
    /// One key with its values, in the order of the text.
    package struct Entry: Sendable, Hashable {
        package var key: String
        /// One for `key: value`, any number for a list.
        package var values: [String]
        package var isList: Bool
        /// The number of its line, counted from 1.
        package var line: Int
    }

    /// What cannot be read, and where.
    package struct Problem: Error, Sendable, Hashable {
        /// The number of the line, counted from 1.
        package var line: Int
        package var what: String
    }

    package private(set) var entries: [Entry] = []

    /// Reads a text; a key stands in it once.
    package init(_ text: String) throws(Problem) {
        var number = 0
        // A CR LF is one character of Swift's.
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            try add(raw, number)
        }
        for entry in entries where entry.values.isEmpty && !entry.isList {
            throw Problem(line: entry.line, what: "'\(entry.key)' has no value")
        }
    }

    private mutating func add(_ raw: Substring, _ number: Int) throws(Problem) {
        guard !raw.contains("\t") else { throw Problem(line: number, what: "there is a tab; use spaces") }
        let indentation = raw.prefix { $0 == " " }.count
        let line = raw.dropFirst(indentation)
        guard let first = line.first, first != "#" else { return }
        if line == "---" && entries.isEmpty { return }
        if line == "-" || line.hasPrefix("- ") { return try addItem(line.dropFirst(), number) }
        guard indentation == 0 else { throw Problem(line: number, what: "a key begins at the front of its line") }
        try addEntry(line, number)
    }

    private mutating func addEntry(_ line: Substring, _ number: Int) throws(Problem) {
        guard let colon = line.firstIndex(of: ":") else {
            throw Problem(line: number, what: "there is no 'key: value'")
        }
        let key = String(line[..<colon])
        let rest = line[line.index(after: colon)...]
        guard rest.isEmpty || rest.hasPrefix(" ") else {
            throw Problem(line: number, what: "a space is missing behind the colon")
        }
        guard !entries.contains(where: { $0.key == key }) else {
            throw Problem(line: number, what: "'\(key)' is there twice")
        }
        let value = try Self.value(rest, number)
        entries.append(Entry(key: key, values: value.map { [$0] } ?? [], isList: false, line: number))
    }

    private mutating func addItem(_ rest: Substring, _ number: Int) throws(Problem) {
        guard let last = entries.last, last.values.isEmpty || last.isList else {
            throw Problem(line: number, what: "there is no key without a value above this item")
        }
        guard let value = try Self.value(rest, number) else { throw Problem(line: number, what: "the item is empty") }
        entries[entries.count - 1].isList = true
        entries[entries.count - 1].values.append(value)
    }

    /// The value in the rest of a line; `nil` where there is none.
    private static func value(_ rest: Substring, _ number: Int) throws(Problem) -> String? {
        var text = rest.drop { $0 == " " }
        guard let first = text.first, first != "#" else { return nil }
        if first == "\"" {
            guard let end = text.dropFirst().firstIndex(of: "\"") else {
                throw Problem(line: number, what: "a double quote is not closed")
            }
            let inside = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...].drop { $0 == " " }
            guard !inside.contains("\\"), behind.isEmpty || behind.hasPrefix("#") else {
                throw Problem(
                    line: number,
                    what: "between double quotes stands a value without a backslash, and nothing behind it")
            }
            return String(inside)
        }
        guard !"'[]{}&*!|>%@`".contains(first), text.firstPlace(of: ": ") == nil else {
            throw Problem(
                line: number, what: "'\(text)' is more than a value; write plain values, lists as lines with '- '")
        }
        if let comment = text.firstPlace(of: " #") { text = text[..<comment.lowerBound] }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
