// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Finds the rule that a complaint is about.
struct EngineSearch {
    private let subjects: [EngineTrial.Subject]
    /// Rules so long that Suricata's message can lack their place, without white space.
    private var long: [(index: Int, text: [UInt8])]

    private static let longLeast = 1500

    init(_ subjects: [EngineTrial.Subject]) {
        self.subjects = subjects
        long = subjects.indices.filter { subjects[$0].bytes.count >= Self.longLeast }
            .map { ($0, Self.squeezed(subjects[$0].bytes)) }
    }

    /// The rule's index; `rules` is how the names of files of signatures end, before which stands their number.
    mutating func index(of complaint: EngineComplaint, rules: String) -> Int? {
        switch complaint.place {
        case .line(let line, let file):
            file.hasSuffix(rules) ? Int(file.dropLast(rules.count)).flatMap { index(file: $0, line) } : nil
        case .rule(let start): longRule(start)
        case .unknown: entry(complaint.reason)
        }
    }

    private func index(file: Int, _ line: Int) -> Int? {
        var (low, high) = (0, subjects.count)
        while low < high {
            let middle = (low + high) / 2
            if (subjects[middle].file, subjects[middle].line) <= (file, line) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low > 0 && subjects[low - 1].file == file ? low - 1 : nil
    }

    /// Each is found once: two may begin alike.
    private mutating func longRule(_ start: String) -> Int? {
        // The last character may be cut in two.
        let wanted = Self.squeezed(Array(start.utf8)).dropLast(3)
        guard wanted.count > 100, let place = long.firstIndex(where: { $0.text.starts(with: wanted) }) else {
            return nil
        }
        return long.remove(at: place).index
    }

    /// Of a threshold.config, Suricata tells the rest of the line that it could not read, or the value.
    private func entry(_ reason: String) -> Int? {
        for mark in ["string ", "failed to parse "] {
            guard let start = reason.ranges(of: mark).last?.upperBound else { continue }
            let wanted = Self.squeezed(Array(reason[start...].utf8))
            guard !wanted.isEmpty else { continue }
            let texts = subjects.map { Self.squeezed($0.bytes) }
            // The rest of one line may be a part of another.
            return texts.firstIndex { $0.reversed().starts(with: wanted.reversed()) }
                ?? texts.firstIndex { $0.firstRange(of: wanted) != nil }
        }
        return nil
    }

    /// Without white space and the backslashes that join lines.
    private static func squeezed(_ bytes: [UInt8]) -> [UInt8] {
        bytes.filter { !$0.isBlank && $0 != 0x0A && $0 != UInt8(ascii: "\\") }
    }
}

extension EngineTrial.Subject {
    /// Where the word stands that the reason quotes, or else the rule.
    func position(of reason: String) -> TextPosition {
        var position = TextPosition(line: line, column: 1)
        guard let word = Self.quotation(reason), let range = bytes.firstRange(of: Array(word.utf8)) else {
            return position
        }
        for byte in bytes[..<range.lowerBound] {
            if byte == 0x0A {
                position = TextPosition(line: position.line + 1, column: 1)
            } else if byte.beginsScalar {
                position.column += 1
            }
        }
        return position
    }

    /// What stands between the first two quotes of a kind.
    private static func quotation(_ reason: String) -> Substring? {
        guard let start = reason.firstIndex(where: { $0 == "'" || $0 == "\"" }) else { return nil }
        let rest = reason[reason.index(after: start)...]
        guard let end = rest.firstIndex(of: reason[start]), end > rest.startIndex else { return nil }
        return rest[..<end]
    }
}
