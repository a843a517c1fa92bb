// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What could stand at the cursor of a filter that is being typed.
package struct FilterCompletion: Sendable, Hashable {
    /// A name that fits.
    package struct Name: Sendable, Hashable {
        /// What takes the place of `replaced`, with its colon.
        package var text: String
        /// What the field is.
        package var meaning: String
    }

    /// What is replaced, in `Character`s: from the beginning of the name or value up to the cursor.
    package var replaced: Range<Int>
    /// What was typed there, without quotes and backslashes.
    package var typed: String
    /// The whole term around the cursor, also behind it, with what negates it; empty where the cursor is at none.
    package var term = 0..<0
    /// Fitting names, best first; empty where a value is wanted or free text in quotes is typed.
    package var names: [Name] = []
    /// Whose values are wanted, for instance the most frequent that begin with `typed`; `nil` where none are.
    package var values: FieldName.Target?
    /// Whether `typed` is a value as events have it, or the beginning of one; a bound, a network or a pattern is none.
    package var isOfValue = true

    /// What to offer for `text` with the cursor before the `Character` at `column`; columns outside are moved to the ends.
    package static func at(_ text: String, column: Int) -> FilterCompletion {
        let head = String(text.prefix(max(0, min(column, text.count))))
        var completion = at(endOf: head)
        completion.term = term(of: text, at: head.unicodeScalars.count) ?? head.count..<head.count
        return completion
    }

    /// All but the term.
    private static func at(endOf head: String) -> FilterCompletion {
        let end = head.unicodeScalars.count
        var lexer = FilterLexer(head, isTolerant: true)
        var last: FilterLexer.Token?
        // A tolerant lexer does not throw.
        while let token = try? lexer.next() { last = token }
        guard let last, last.columns.upperBound == end, case .term(let name, let value) = last.kind else {
            return FilterCompletion(replaced: head.count..<head.count, typed: "", names: names(for: ""))
        }
        let begin: (Int) -> Range<Int> = { FilterParser.characters($0..<end, of: head) }
        if let name {
            return values(of: name, value, replaced: begin)
        }
        let isQuoted = value.letters.first.map { $0.origin != .bare } ?? false
        return FilterCompletion(
            replaced: begin(value.columns.lowerBound), typed: value.text,
            names: isQuoted ? [] : names(for: value.text))
    }

    /// The term that stands right before `column`, in Unicode scalars, or around it; `nil` where none does.
    private static func term(of text: String, at column: Int) -> Range<Int>? {
        var lexer = FilterLexer(text, isTolerant: true)
        var start: Int?
        while let token = try? lexer.next(), token.columns.lowerBound < column {
            switch token.kind {
            case .not: start = start ?? token.columns.lowerBound
            case .term where token.columns.upperBound >= column:
                return FilterParser.characters(
                    (start ?? token.columns.lowerBound)..<token.columns.upperBound, of: text)
            default: start = nil
            }
        }
        return nil
    }

    /// A value as it stands in the filter, quoted where that is needed; for values that a store gave.
    package func text(for value: FieldValue) -> String {
        let kind = values?.kind ?? .wire
        return value == .absent ? "" : FilterPrinter.value(.equals(value), kind)
    }

    private static func values(
        of name: LexedText, _ value: LexedText, replaced: (Int) -> Range<Int>
    ) -> FilterCompletion {
        let whole = value.split(at: ",").last ?? value
        let kind = name.isBare ? FieldTable.name(name.text)?.target.kind ?? .wire : .wire
        let piece = end(of: whole, kind)
        var completion = FilterCompletion(replaced: replaced(piece.columns.lowerBound), typed: piece.text)
        completion.isOfValue = piece.columns == whole.columns && isOfValue(piece, kind)
        if name.isBare, name.text.lowercased() == "has" {
            completion.names = names(for: piece.text).map {
                Name(text: String($0.text.dropLast()), meaning: $0.meaning)
            }
        } else if name.isBare,
            name.text.lowercased() == "re" || piece.letters.contains(where: { $0.origin == .expression })
        {
            return completion
        } else if name.isBare, let known = FieldTable.name(name.text) {
            completion.values = known.target.fields.isEmpty ? nil : known.target
        } else if let field = FieldPath(name.text), !name.text.hasPrefix("@") {
            completion.values = .field(.path(field))
        }
        return completion
    }

    /// Names that begin with what was typed, then those that hold it, each in the order of the table.
    private static func names(for typed: String) -> [Name] {
        let isShort = typed.hasPrefix("@")
        let wanted = (isShort ? String(typed.dropFirst()) : typed).lowercased()
        var beginning: [Name] = []
        var holding: [Name] = []
        for entry in FieldTable.names {
            let short = entry.short ?? entry.name
            let begins = entry.name.hasPrefix(wanted) || short.hasPrefix(wanted)
            guard begins || entry.name.contains(wanted) else { continue }
            let isByShort = isShort || short.hasPrefix(wanted) && !entry.name.hasPrefix(wanted)
            let name = Name(
                text: "\(isShort ? "@" : "")\(isByShort ? short : entry.name):", meaning: entry.meaning)
            if begins { beginning.append(name) } else { holding.append(name) }
        }
        for (path, meaning) in FieldTable.paths where !isShort && path.contains(wanted) {
            let name = Name(text: "\(path):", meaning: meaning)
            if path.hasPrefix(wanted) { beginning.append(name) } else { holding.append(name) }
        }
        return beginning + holding
    }
}
