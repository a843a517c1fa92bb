// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Makes a signature of a rule's text and says what keeps it from being one.
struct SignatureParser {
    private var findings: Findings

    private init(_ line: LogicalLine) {
        findings = Findings(line)
    }

    /// The signature that `line` is, and what is wrong with its form; `nil` if there is no head or no option.
    static func parse(_ line: LogicalLine) -> (signature: Signature?, findings: Findings) {
        var parser = SignatureParser(line)
        return (parser.signature(), parser.findings)
    }

    private mutating func signature() -> Signature? {
        guard !findings.line.isTooLong else {
            findings.add(
                at: 0, "the rule has more than \(LogicalLine.limit) bytes, where Suricata cuts it",
                help: "Shorten it, or make two rules of it.")
            return nil
        }
        let head = HeaderTokens(findings.line.text)
        guard isWhole(head), let direction = direction(head), let start = head.options else { return nil }
        let options = options(from: start)
        guard !options.isEmpty else { return nil }
        let names = head.tokens[1].text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return Signature(
            actionText: head.tokens[0].text, protocolName: String(names[0]),
            hook: names.count > 1 ? String(names[1]) : nil,
            source: end(head.tokens[2], head.tokens[3]), direction: direction,
            destination: end(head.tokens[5], head.tokens[6]), options: options,
            position: findings.line.position(0))
    }

    // MARK: The head

    /// Whether the head has all its parts.
    private mutating func isWhole(_ head: HeaderTokens) -> Bool {
        let form = "Write: action protocol address port -> address port (options)."
        if let bracket = head.openBracket {
            findings.add(at: bracket, "this [ is never closed", help: "Write ] behind the list.")
            return false
        }
        if let tab = head.tab {
            findings.add(at: tab, "a tab stands where Suricata takes only spaces", help: "Write a space.")
            return false
        }
        // Where the direction is spoilt, the parts behind it count for nothing.
        if head.tokens.count > HeaderTokens.count, Signature.Direction(rawValue: head.tokens[4].text) != nil {
            findings.add(
                at: head.tokens[HeaderTokens.count].range.lowerBound,
                "\(quoted(head.tokens[HeaderTokens.count].text)) stands between the head and the options", help: form)
            return false
        }
        if let options = head.options, head.isGlued {
            findings.add(at: options, "this ( touches the head", help: "Put a space before it.")
            return false
        }
        guard head.tokens.count >= HeaderTokens.count else {
            let place = head.tokens.firstIndex { Signature.Direction(rawValue: $0.text) != nil }
            guard let place else {
                findings.add(at: head.tokens.last?.range.lowerBound ?? 0, "the head has no direction", help: form)
                return false
            }
            let side = place < 4 ? "before" : "behind"
            findings.add(
                at: head.tokens[place].range.lowerBound, "too few parts stand \(side) the direction", help: form)
            return false
        }
        guard head.options != nil || head.tokens.count > HeaderTokens.count else {
            findings.add(at: findings.line.text.count, "the rule has no options", help: form)
            return false
        }
        return true
    }

    private mutating func direction(_ head: HeaderTokens) -> Signature.Direction? {
        let token = head.tokens[4]
        if let direction = Signature.Direction(rawValue: token.text) {
            if direction == .transaction {
                findings.add(
                    .warning, at: token.range.lowerBound, "=> is new in Suricata 8",
                    help: VersionGap.newRule)
            }
            return direction
        }
        if token.text == "<-" {
            findings.add(at: token.range.lowerBound, "<- is no direction", help: "Swap the two sides and write ->.")
        } else if let place = head.tokens.firstIndex(where: { Signature.Direction(rawValue: $0.text) != nil }) {
            findings.add(
                at: head.tokens[place].range.lowerBound, "the direction is part \(place + 1) of the head instead of 5",
                help: "Write: action protocol address port -> address port.")
        } else {
            findings.add(
                at: token.range.lowerBound, "\(quoted(token.text)) stands where the direction belongs",
                help: "Write -> between the two sides.")
        }
        return nil
    }

    private mutating func end(_ addresses: HeaderTokens.Token, _ ports: HeaderTokens.Token) -> Signature.End {
        Signature.End(
            addresses: HeaderSetReader.set(in: addresses.range, &findings, HeaderElements.addresses),
            ports: HeaderSetReader.set(in: ports.range, &findings, HeaderElements.ports),
            addressText: Self.compact(addresses.text), portText: Self.compact(ports.text))
    }

    private static func compact(_ text: String) -> String {
        text.contains(where: \.isBlank) ? text.filter { !$0.isBlank } : text
    }

    // MARK: The options

    private mutating func options(from start: Int) -> [SignatureOption] {
        var splitter = OptionSplitter(findings.line.text, from: start)
        if splitter.lacksOpening {
            findings.add(.warning, at: start, "no ( stands before the options", help: "Put one here.")
        }
        reportEnd(splitter)
        closeQuotes(&splitter)
        var options: [SignatureOption] = []
        options.reserveCapacity(splitter.pieces.count)
        var mark: LogicalLine.Mark?
        for piece in splitter.pieces {
            let place = LogicalLine.Mark(
                offset: piece.keyword.lowerBound,
                position: findings.line.position(piece.keyword.lowerBound, after: mark))
            mark = place
            options.append(option(piece, place.position))
        }
        return options
    }

    private func option(_ piece: OptionSplitter.Piece, _ position: TextPosition) -> SignatureOption {
        let line = findings.line
        let value = piece.value ?? piece.keyword.upperBound..<piece.keyword.upperBound
        let start = line.source(piece.keyword.lowerBound)
        let valueStart = line.source(value.lowerBound)
        let end = value.isEmpty ? valueStart : line.source(value.upperBound - 1) + 1
        return SignatureOption(
            keyword: String(decoding: line.text[piece.keyword], as: UTF8.self),
            value: piece.value.map { String(decoding: line.text[$0], as: UTF8.self) }, position: position,
            range: start..<end, valueRange: valueStart..<end, offset: piece.keyword.lowerBound,
            valueOffset: value.lowerBound)
    }

    /// Says what is wrong with the end of the options.
    private mutating func reportEnd(_ splitter: OptionSplitter) {
        if splitter.isOverfull {
            findings.add(at: 0, "the rule has more than \(OptionSplitter.limit) options", help: "Make two rules of it.")
            return
        }
        guard let rest = splitter.rest else {
            if splitter.lacksClosing {
                findings.add(
                    .warning, at: findings.line.text.count, "no ) stands behind the options", help: "Put one here.")
            }
            if splitter.pieces.isEmpty {
                findings.add(at: findings.line.text.count, "the rule has no options", help: "Write at least a sid.")
            }
            return
        }
        if findings.line.text[rest.lowerBound] == UInt8(ascii: ")") {
            findings.add(
                at: rest.lowerBound, "text stands behind the closing parenthesis",
                help: "Remove it; a comment needs a line of its own.")
        } else {
            findings.add(at: rest.upperBound, "the last option has no semicolon", help: "Put a ; here.")
        }
    }

    /// Deals with values whose quote is still open at their semicolon.
    private mutating func closeQuotes(_ splitter: inout OptionSplitter) {
        var index = 0
        while index < splitter.pieces.count {
            defer { index += 1 }
            guard let value = splitter.pieces[index].value else { continue }
            guard QuotedValue(Array(findings.line.text[value])).flaw == .open else { continue }
            if let last = closing(of: index, splitter.pieces) {
                let offset = splitter.pieces[index].value?.upperBound ?? value.upperBound
                splitter.join(index, through: last)
                findings.add(
                    at: offset, "this ; ends the option, although it stands within quotes", help: "Write \\; for it.")
            } else {
                findings.add(
                    at: value.lowerBound, "this quote is not closed before the semicolon",
                    help: "Write \" before the semicolon.")
            }
        }
    }

    /// The piece that closes the quote which piece `first` opened; `nil` if a known keyword comes earlier.
    private func closing(of first: Int, _ pieces: [OptionSplitter.Piece]) -> Int? {
        for index in pieces.indices.dropFirst(first + 1).prefix(20) {
            let piece = pieces[index]
            let keyword = String(decoding: findings.line.text[piece.keyword], as: UTF8.self)
            if KeywordTable.keyword(keyword) != nil { return nil }
            let end = piece.value?.upperBound ?? piece.keyword.upperBound
            if end > piece.keyword.lowerBound, findings.line.text[end - 1] == UInt8(ascii: "\"") { return index }
        }
        return nil
    }
}
