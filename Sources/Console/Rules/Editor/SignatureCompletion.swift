// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import SuricataRules

/// What could stand at a place of a signature or of `threshold.config`.
enum SignatureCompletion {
    /// So many joined lines above the cursor are looked at.
    private static let linesBack = 500

    /// Decides by what stands before the cursor; `nil` where nothing can be said, as in comments, texts and numbers.
    static func at(_ cursor: EditPosition, in buffer: TextBuffer) -> RuleCompletion? {
        guard let (before, line) = text(before: cursor, in: buffer) else { return nil }
        var scanner = SignatureScanner()
        for character in before { scanner.take(character) }
        for character in line { scanner.take(character) }
        let start = max(0, line.count - scanner.word.count)
        guard let (items, about) = candidates(scanner), !items.isEmpty else { return nil }
        return completion(line, from: start, items, about)
    }

    /// The same in `threshold.config`.
    static func atThreshold(_ cursor: EditPosition, in buffer: TextBuffer) -> RuleCompletion? {
        guard let (before, line) = text(before: cursor, in: buffer) else { return nil }
        let start = line.lastIndex { $0 == " " || $0 == "\t" || $0 == "," }.map { $0 + 1 } ?? 0
        let words = (before + line[..<start]).split { $0 == " " || $0 == "\t" }
        let command = words.first.map { String($0) }
        // Behind the command and behind each comma comes a name, and then its value.
        let part = (before + line[..<start]).split(separator: ",", omittingEmptySubsequences: false).last ?? []
        let names = part.split { $0 == " " || $0 == "\t" }.dropFirst(part.startIndex == 0 && command != nil ? 1 : 0)
        guard names.count <= 1 else { return nil }
        let items = ValueWords.ofThreshold(command, after: names.first.map { String($0) }).map { CompletionItem($0) }
        let about = command == nil ? "commands" : names.isEmpty ? "parts of the line" : "values"
        return items.isEmpty ? nil : completion(line, from: start, items, about)
    }

    private static func completion(
        _ line: [Character], from start: Int, _ items: [CompletionItem], _ about: String
    ) -> RuleCompletion {
        RuleCompletion(
            columns: start..<line.count, prefix: String(line[start...]), source: .items(items), about: about)
    }

    /// The lines that are joined to the cursor's, and its own up to there; `nil` in comments and where there is too much.
    private static func text(
        before cursor: EditPosition, in buffer: TextBuffer
    ) -> (before: [Character], line: [Character])? {
        let line = Array(buffer.line(cursor.line).prefix(cursor.column))
        var first = cursor.line
        while first > 0, cursor.line - first <= linesBack, buffer.line(first - 1).last == "\\" { first -= 1 }
        guard line.count <= RuleColouring.columnsMost, cursor.line - first <= linesBack else { return nil }
        var before: [Character] = []
        for index in first..<cursor.line {
            before += buffer.line(index).dropLast().prefix(RuleColouring.columnsMost) + [" "]
        }
        return (before + line).first { $0 != " " } == "#" ? nil : (before, line)
    }

    private static func candidates(_ scanner: SignatureScanner) -> (items: [CompletionItem], about: String)? {
        switch scanner.place {
        case .head(let word): head(word, scanner.word)
        case .keyword: (keywords, "keywords")
        case .value(let keyword, let commas, let name):
            (ValueWords.of(keyword, commas: commas, after: name).map { CompletionItem($0) }, "words of \(keyword)")
        case .text, .done: nil
        }
    }

    /// The parts of the head, which stand in a fixed order.
    private static func head(_ index: Int, _ word: String) -> (items: [CompletionItem], about: String)? {
        switch index {
        case 0: (Signature.Action.allCases.map { CompletionItem($0.rawValue) }, "actions")
        case 1:
            if let colon = word.firstIndex(of: ":") {
                (hooks(of: String(word[..<colon])), "hooks, since Suricata 8")
            } else {
                (protocols, "protocols")
            }
        case 2, 5:
            (["any", "$HOME_NET", "$EXTERNAL_NET"].map { CompletionItem($0) }, "addresses")
        case 3, 6: ([CompletionItem("any")], "ports")
        case 4: (directions, "directions")
        default: nil
        }
    }

    private static func hooks(of name: String) -> [CompletionItem] {
        ProtocolTable.hooks(of: name).map { CompletionItem("\(name):\($0)") }
    }

    private static let protocols = ProtocolTable.all.map {
        CompletionItem($0, note: ProtocolTable.isSince8($0) ? "since Suricata 8" : "")
    }

    private static let directions = [
        CompletionItem("->", note: "from the first end to the second"), CompletionItem("<>", note: "both ways"),
        CompletionItem("=>", note: "both ways of a transaction, since Suricata 8"),
    ]

    /// The usual ones first, as among equals the order of the list stands.
    private static let keywords: [CompletionItem] = {
        let usual = SignatureWords.usual.compactMap { KeywordTable.keyword($0) }
        return (usual + KeywordTable.all.filter { !usual.contains($0) }).map {
            CompletionItem($0.name, note: SignatureWords.note(of: $0))
        }
    }()
}
