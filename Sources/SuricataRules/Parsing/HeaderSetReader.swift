// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Reads a set of addresses or ports from the head of a signature.
struct HeaderSetReader<Element: Hashable & Sendable> {
    /// Why one element is none.
    struct Refusal: Error {
        var message: String
        var help: String
    }

    /// Lists nest no deeper than this, whatever the text asks for.
    static var depthLimit: Int { 32 }

    private let text: [UInt8]
    private let start: Int
    private let read: (String) throws(Refusal) -> Element
    private var at = 0
    private var findings: Findings

    /// Reads the bytes of `range` in the line of `findings`.
    private init(
        _ range: Range<Int>, _ findings: Findings, _ read: @escaping (String) throws(Refusal) -> Element
    ) {
        text = Array(findings.line.text[range])
        start = range.lowerBound
        self.findings = findings
        self.read = read
    }

    /// The set in `range` of the line of `findings`, which get what is wrong with it; `nil` if it is none.
    static func set(
        in range: Range<Int>, _ findings: inout Findings, _ read: @escaping (String) throws(Refusal) -> Element
    ) -> HeaderSet<Element>? {
        var reader = HeaderSetReader(range, findings, read)
        let set = reader.whole()
        findings = reader.findings
        return set
    }

    private mutating func whole() -> HeaderSet<Element>? {
        guard let items = items(depth: 0) else { return nil }
        guard at == text.count else {
            findings.add(at: start + at, "this ] was never opened", help: "Remove it.")
            return nil
        }
        let set = items.count == 1 ? items[0] : .list(items)
        if set.isNothing {
            findings.add(at: start, "this leaves nothing to match", help: "Write any, or what should be matched.")
        }
        return set
    }

    /// Elements with commas between, up to the end or a `]`.
    private mutating func items(depth: Int) -> [HeaderSet<Element>]? {
        var items: [HeaderSet<Element>] = []
        while true {
            skipBlanks()
            let isAtEnd = at == text.count || text[at] == UInt8(ascii: "]")
            if isAtEnd || text[at] == UInt8(ascii: ",") {
                guard isAtEnd, !items.isEmpty else {
                    findings.add(at: start + at, "nothing stands here", help: "Write what belongs here, or any.")
                    return nil
                }
                findings.add(.warning, at: start + at, "nothing follows the comma", help: "Remove it.")
                return items
            }
            guard let item = item(depth: depth) else { return nil }
            items.append(item)
            skipBlanks()
            guard at < text.count, text[at] == UInt8(ascii: ",") else { return items }
            at += 1
        }
    }

    private mutating func item(depth: Int) -> HeaderSet<Element>? {
        var negations = 0
        while at < text.count, text[at] == UInt8(ascii: "!") {
            at += 1
            negations += 1
        }
        if negations > 1 {
            findings.add(
                .warning, at: start + at - negations, "more than one ! stands here", help: "Leave one or none.")
        }
        guard let set = plainItem(depth: depth) else { return nil }
        return negations == 0 ? set : .not(set)
    }

    private mutating func plainItem(depth: Int) -> HeaderSet<Element>? {
        guard at < text.count, text[at] == UInt8(ascii: "[") else { return word() }
        guard depth < Self.depthLimit else {
            findings.add(at: start + at, "lists nest deeper than \(Self.depthLimit)", help: "Write one list.")
            return nil
        }
        let open = at
        at += 1
        guard let items = items(depth: depth + 1) else { return nil }
        guard at < text.count, text[at] == UInt8(ascii: "]") else {
            findings.add(at: start + open, "this [ is never closed", help: "Write ] behind the list.")
            return nil
        }
        at += 1
        return items.count == 1 ? items[0] : .list(items)
    }

    /// `any`, a variable or an element.
    private mutating func word() -> HeaderSet<Element>? {
        let from = at
        while at < text.count, ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "[")].contains(text[at]) {
            at += 1
        }
        let word = String(decoding: text[from..<at], as: UTF8.self)
        if word.last?.isBlank == true {
            findings.add(at: start + from, "a space stands behind \(quoted(word))", help: "Remove the space.")
            return nil
        }
        if word.lowercased() == "any" { return .any }
        if word.hasPrefix("$") {
            let name = word.dropFirst()
            if !name.isEmpty, name.utf8.allSatisfy({ $0.isWordByte }) { return .variable(String(name)) }
            findings.add(
                at: start + from, "\(quoted(word)) is no variable", help: "Write a name such as $HOME_NET.")
            return nil
        }
        do throws(Refusal) {
            return .element(try read(word))
        } catch {
            findings.add(at: start + from, error.message, help: error.help)
            return nil
        }
    }

    private mutating func skipBlanks() {
        while at < text.count, text[at] == 0x20 {
            at += 1
        }
    }
}

extension HeaderSet {
    /// Whether no element can be in it, as far as can be told without the sensor's variables.
    fileprivate var isNothing: Bool {
        switch self {
        case .not(.any): true
        case .list(let items):
            items.contains { $0.isNothing }
                || items.allSatisfy { item in items.contains { $0 == .not(item) } || items.contains { .not($0) == item }
                }
        default: false
        }
    }
}

extension UInt8 {
    /// Whether it can be part of a variable's name.
    var isWordByte: Bool { isDigit || self == UInt8(ascii: "_") || 0x61...0x7A ~= self | 0x20 }
}
