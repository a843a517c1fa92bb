// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import Yams

extension YAMLReader {
    /// What the YAML library found, in one line.
    func problem(of error: any Error) -> RuleProblem {
        let start = TextPosition(line: document.firstLine, column: 1)
        guard let error = error as? YamlError else { return RuleProblem(.error, start, "the text is no YAML") }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return tab(position(mark)) ?? syntaxProblem(problem, context, position(mark))
        case .duplicatedKeysInMapping(let keys, let context):
            let keys = keys.map { "`\($0)`" }.joined(separator: ", ")
            return RuleProblem(
                .error, position(context.mark), "a map has the key \(keys) more than once",
                help: "Give the values of one key as a list, or another one another name.")
        case .reader(_, let offset, let value, _):
            return RuleProblem(
                .error, offset.map(position(ofCharacter:)) ?? start,
                "the character U+\(String(value, radix: 16, uppercase: true)) is not allowed in YAML",
                help: "Write it in double quotes as \\x and two digits, or leave it out.")
        default:
            return RuleProblem(.error, start, "the text is no YAML")
        }
    }

    /// The tab that indents the line at a position, if one does.
    private func tab(_ position: TextPosition) -> RuleProblem? {
        let line = line(position)
        guard let tab = line.prefix(while: { $0 == " " || $0 == "\t" }).firstIndex(of: "\t") else { return nil }
        let column = line.unicodeScalars.distance(from: line.startIndex, to: tab) + 1
        return RuleProblem(
            .error, TextPosition(line: position.line, column: column), "a tab in the indentation",
            help: "Indent with spaces.")
    }

    private func syntaxProblem(
        _ problem: String, _ context: YamlError.Context?, _ position: TextPosition
    ) -> RuleProblem {
        if problem.hasPrefix("Maximum nesting") {
            return RuleProblem(.error, position, "far too many maps and lists inside each other")
        }
        let message = context.map { "\(problem), \($0.text)" } ?? problem
        // Where something begins tells more than where its end was missed. The library counts a line behind the last.
        let isBegun = context?.text.hasPrefix("while scanning a") ?? false
        let lines = lines
        let isBehind = position.line - document.firstLine >= lines.count
        var place = isBegun || isBehind ? self.position(context?.mark) : position
        if place.line - document.firstLine >= lines.count {
            place = TextPosition(
                line: document.firstLine + lines.count - 1, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
        }
        return RuleProblem(
            .error, place, "no valid YAML: \(message)", help: Self.help(problem, context?.text))
    }

    private static func help(_ problem: String, _ context: String?) -> String {
        if problem.contains("alias") || context?.contains("an alias") == true {
            return "Quote a value that begins with *."
        }
        if context?.contains("an anchor") == true { return "Quote a value that begins with &." }
        if problem.contains("cannot start any token") { return "Quote a value that begins with %, @ or `." }
        if problem.contains("mapping values are not allowed") { return "Quote a value that has a colon in it." }
        if context?.contains("a quoted scalar") == true { return "Look at the quotes here and below." }
        if problem.contains("did not find expected") { return "Look at the indentation and the quotes here and above." }
        return ""
    }

    /// The lines of the document, as YAML counts them.
    private var lines: [Substring] {
        document.text.split(omittingEmptySubsequences: false) { $0.isNewline && $0 != "\u{b}" && $0 != "\u{c}" }
    }

    /// The line at a position of the file.
    private func line(_ position: TextPosition) -> Substring {
        let index = position.line - document.firstLine
        return lines.indices.contains(index) ? lines[index] : ""
    }

    private func position(ofCharacter offset: Int) -> TextPosition {
        let before = document.text.prefix(offset)
        let line = before.count { $0.isNewline }
        let tail = before.reversed().prefix { !$0.isNewline }.reduce(0) { $0 + $1.unicodeScalars.count }
        return TextPosition(line: document.firstLine + line, column: tail + 1)
    }
}
