// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension RuleCompletion {
    /// A cursor in a rule: the line before it and the keys that it lies under.
    struct Place {
        let line: [Character]
        /// Where the line's content begins, behind blanks and dashes.
        let start: Int
        let path: [String]
        let vocabulary: CompletionVocabulary

        private func completion(from start: Int, _ source: Source, _ about: String) -> RuleCompletion {
            RuleCompletion(
                columns: start..<line.count, prefix: String(line[start...]), source: source, about: about)
        }

        /// A key is being typed, or an item of a list.
        func key(isItem: Bool) -> RuleCompletion? {
            guard let top = path.first else {
                return isItem ? nil : completion(from: start, .items(SigmaWords.topLevel), "keys of a rule")
            }
            switch (top, path.count) {
            case ("logsource", 1): return completion(from: start, .items(SigmaWords.logSource), "keys of logsource")
            case ("correlation", 1):
                return completion(from: start, .items(SigmaWords.correlation), "keys of a correlation")
            case ("detection", 1): return completion(from: start, .items(SigmaWords.detection), "keys of a detection")
            case ("filter", 1): return completion(from: start, .items(SigmaWords.filter), "keys of a filter")
            case ("detection", 2), ("filter", 2): return field
            case ("detection", _), ("filter", _): return isItem ? value(field: path.last ?? "", from: start) : field
            case ("fields", _): return completion(from: start, .items(vocabulary.fields), "fields of events")
            case ("correlation", 2) where path.last == "group-by":
                return completion(from: start, .items(vocabulary.fields), "fields of events")
            default: return nil
            }
        }

        /// A field's name, or behind `|` a modifier.
        private var field: RuleCompletion {
            guard let bar = line[start...].lastIndex(of: "|") else {
                return completion(from: start, .items(vocabulary.fields), "fields of events")
            }
            return completion(from: bar + 1, .items(SigmaWords.modifiers), "modifiers")
        }

        /// The value behind a key is being typed.
        func value(of key: String, from index: Int, searches: () -> [CompletionItem]) -> RuleCompletion? {
            let first = line[index...].firstIndex { $0 != " " } ?? line.count
            guard first > index || first < line.count else { return nil }
            switch (path.first, key) {
            case (nil, "status"): return completion(from: first, .items(SigmaWords.status), "status")
            case (nil, "level"): return completion(from: first, .items(SigmaWords.level), "level")
            case ("logsource", _):
                return completion(from: first, .items(vocabulary.logSources[key] ?? []), "\(key) of events")
            case ("correlation", "type"):
                return completion(from: first, .items(SigmaWords.correlationTypes), "types of correlation")
            case ("correlation", "generate"): return completion(from: first, .items(SigmaWords.booleans), "")
            case ("detection", "condition") where path.count == 1, ("filter", "condition") where path.count == 1:
                let words = searches() + SigmaWords.conditionWords.filter { !$0.note.isEmpty }
                let start = (line[first...].lastIndex { " ()".contains($0) }).map { $0 + 1 } ?? first
                return completion(from: start, .items(words), "searches and words")
            case ("detection", _) where path.count > 1, ("filter", _) where path.count > 1:
                return value(field: key, from: first)
            default: return nil
            }
        }

        /// A value of a field; within brackets the one behind the last comma.
        private func value(field: String, from index: Int) -> RuleCompletion {
            let name = String(field.prefix { $0 != "|" })
            var first = index
            if first < line.count, line[first] == "[" {
                first = (line[first...].lastIndex(of: ",") ?? first) + 1
                while first < line.count, line[first] == " " { first += 1 }
            }
            var completion = completion(from: first, .values(field: name), "values of \(name)")
            if let quote = completion.prefix.first, quote == "'" || quote == "\"" { completion.prefix.removeFirst() }
            return completion
        }
    }
}

extension CompletionItem {
    /// A raw value as a rule writes it: wildcards escaped, quoted where YAML would take it for something else.
    ///
    /// Values are what attackers sent: a line end in one must not become a line of the rule.
    var ruleText: String {
        var escaped = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars.prefix(4096))
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            if scalar == "*" || scalar == "?" || scalar == "\\" && (next == "*" || next == "?" || next == "\\") {
                escaped.append("\\")
            }
            escaped.append(scalar)
        }
        if escaped.contains(where: Self.needsEscape) { return Self.doubleQuoted(escaped) }
        let plain = String(escaped)
        return Self.isPlain(plain) ? plain : "'" + plain.replacing("'", with: "''") + "'"
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
        default: false
        }
    }

    private static func doubleQuoted(_ scalars: String.UnicodeScalarView) -> String {
        scalars.reduce(into: "\"") { text, scalar in
            if scalar == "\"" || scalar == "\\" {
                text += "\\" + String(scalar)
            } else if needsEscape(scalar) {
                let digits = String(scalar.value, radix: 16)
                text += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            } else {
                text.unicodeScalars.append(scalar)
            }
        } + "\""
    }

    /// Whether YAML reads the text, which has no controls, as it stands.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last, first != " ", last != " ", last != ":",
            !"-?:&*!|>'\"%@`=~#".contains(first), !text.contains(": "), !text.contains(" #")
        else { return false }
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        return !words.contains(text.lowercased()) && !text.contains { ",[]{}".contains($0) }
    }
}
