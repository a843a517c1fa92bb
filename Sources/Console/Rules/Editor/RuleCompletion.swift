// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// What could stand at a place of a rule.
package struct RuleCompletion: Sendable, Hashable {
    /// Where the candidates come from.
    package enum Source: Sendable, Hashable {
        case items([CompletionItem])
        /// The values that this field has in the stored events; they must be asked for.
        case values(field: String)
    }

    /// What of the cursor's line a candidate takes the place of.
    package var columns: Range<Int>
    /// What stands there.
    package var prefix: String
    /// Where to take candidates from.
    package var source: Source
    /// What the candidates are, in words.
    package var about: String

    /// So many lines above the cursor are looked at.
    private static let linesBack = 2000

    /// Decides by the keys above and before the cursor; `nil` where nothing can be said, as in comments.
    package static func at(
        _ cursor: EditPosition, in buffer: TextBuffer, vocabulary: CompletionVocabulary
    ) -> RuleCompletion? {
        let line = Array(buffer.line(cursor.line).prefix(cursor.column))
        guard line.count <= RuleColouring.columnsMost else { return nil }
        var start = 0
        while start < line.count, line[start] == " " || line[start] == "-" && isDash(line, start) { start += 1 }
        let text = line[start...]
        guard !isComment(text) else { return nil }
        let path = path(to: cursor.line, indent: start, in: buffer)
        let place = Place(line: line, start: start, path: path, vocabulary: vocabulary)
        guard let colon = colon(in: text) else { return place.key(isItem: line[..<start].contains("-")) }
        let key = String(line[start..<colon]).trimmed
        return place.value(of: key, from: colon + 1, searches: { searches(around: cursor.line, in: buffer) })
    }

    private static func isDash(_ line: [Character], _ index: Int) -> Bool {
        index + 1 == line.count || line[index + 1] == " "
    }

    private static func isComment(_ text: ArraySlice<Character>) -> Bool {
        text.first == "#" || text.indices.dropFirst().contains { text[$0] == "#" && text[$0 - 1] == " " }
    }

    private static func colon(in text: ArraySlice<Character>) -> Int? {
        text.indices.first { text[$0] == ":" && ($0 + 1 == text.endIndex || text[$0 + 1] == " ") }
    }

    /// The keys that a line with so many blanks before it lies under, the outermost first.
    private static func path(to line: Int, indent: Int, in buffer: TextBuffer) -> [String] {
        var path: [String] = []
        var indent = indent
        var index = line - 1
        while index >= max(0, line - linesBack), indent > 0 {
            let text = buffer.line(index).prefix(RuleColouring.columnsMost)
            index -= 1
            let content = text.drop { $0 == " " || $0 == "-" }
            let depth = text.count - content.count
            guard depth < indent, let first = content.first, first != "#" else { continue }
            indent = depth
            if let colon = colon(in: Array(content)[...]) { path.append(String(content.prefix(colon)).trimmed) }
        }
        return path.reversed()
    }

    /// The names of the searches of the detection that a line belongs to.
    private static func searches(around line: Int, in buffer: TextBuffer) -> [CompletionItem] {
        func isTop(_ index: Int) -> Bool { buffer.line(index).first.map { $0 != " " && $0 != "#" } ?? false }
        var first = line
        while first > max(0, line - linesBack), !isTop(first) { first -= 1 }
        var names: [CompletionItem] = []
        var depth: Int?
        var index = first + 1
        while index < min(buffer.lineCount, first + linesBack), !isTop(index) {
            let text = buffer.line(index).prefix(RuleColouring.columnsMost)
            index += 1
            let content = text.drop { $0 == " " }
            let blanks = text.count - content.count
            guard let head = content.first, head != "#", head != "-", blanks == depth ?? blanks,
                let colon = colon(in: Array(content)[...])
            else { continue }
            depth = blanks
            let name = String(content.prefix(colon)).trimmed
            if !SigmaWords.detection.contains(where: { $0.text == name }) {
                names.append(CompletionItem(name, note: "search"))
            }
        }
        return names
    }
}

extension String {
    /// Without blanks and quotes at either end.
    fileprivate var trimmed: String {
        let blank: (Character) -> Bool = { " \"'".contains($0) }
        return String(String(drop(while: blank)).reversed().drop(while: blank).reversed())
    }
}
