// SPDX-License-Identifier: Apache-2.0

extension TextExpression {
    /// Texts that are in whatever the expression matches, upper-case letters of ASCII made lower-case; none where it is not plain
    /// which.
    ///
    /// It reads only as much of PCRE2's syntax (pcre2pattern(3)) as it can be sure of: letters beside each other outside of groups
    /// and classes. Alternatives at the top, options, assertions and references end the reading, and nothing is known then.
    var literals: [[UInt8]] {
        var reading = LiteralReading(ignoresCase: ignoresCase)
        return reading.read(Array(text.utf8)) ? reading.literals : []
    }
}

/// An expression on the way through its text.
private struct LiteralReading {
    let ignoresCase: Bool
    private(set) var literals: [[UInt8]] = []
    private var run: [UInt8] = []

    init(ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
    }

    /// Reads all of it; false where it cannot be sure.
    mutating func read(_ text: [UInt8]) -> Bool {
        var at = 0
        while at < text.count {
            let byte = text[at]
            at += 1
            switch byte {
            case UInt8(ascii: "|"), UInt8(ascii: ")"): return false
            case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"): endRun()
            // What one may or must stand there once.
            case UInt8(ascii: "+"): endRun()
            case UInt8(ascii: "*"), UInt8(ascii: "?"): dropLast()
            case UInt8(ascii: "{"):
                dropLast()
                guard let end = Self.countEnd(text, from: at) else { return false }
                at = end
            case UInt8(ascii: "["):
                endRun()
                guard let end = Self.classEnd(text, from: at) else { return false }
                at = end
            case UInt8(ascii: "("):
                endRun()
                guard let end = Self.groupEnd(text, from: at) else { return false }
                at = end
            case UInt8(ascii: "\\"):
                guard at < text.count, take(escaped: text[at]) else { return false }
                at += 1
            default: take(byte)
            }
        }
        endRun()
        return true
    }

    /// Adds a byte that stands for itself. Letters that have a third case beyond ASCII (K and S), and all beyond it, may match others.
    private mutating func take(_ byte: UInt8) {
        let folded = byte.foldedASCII
        if ignoresCase, byte >= 0x80 || folded == UInt8(ascii: "k") || folded == UInt8(ascii: "s") {
            endRun()
        } else {
            run.append(folded)
        }
    }

    /// Adds what a backslash and a letter stand for; false for those that take more letters or change what follows.
    private mutating func take(escaped letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: return false
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            endRun()
            return "dDwWsSbBAzZhHvVnrt".utf8.contains(letter)
        default:
            take(letter)
            return true
        }
    }

    /// The last letter need not be there.
    private mutating func dropLast() {
        // All bytes of a character of several.
        while let last = run.popLast(), last.isContinuation {}
        endRun()
    }

    private mutating func endRun() {
        if !run.isEmpty { literals.append(run) }
        run = []
    }

    /// Behind the count whose `{` lies before `start`. Braces with anything else in them stand for themselves, and what is in them for what it
    /// always does.
    private static func countEnd(_ text: [UInt8], from start: Int) -> Int? {
        guard let end = text[start...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
        return text[start..<end].allSatisfy { "0123456789, ".utf8.contains($0) } ? end + 1 : nil
    }

    /// Behind the class whose `[` lies before `start`.
    private static func classEnd(_ text: [UInt8], from start: Int) -> Int? {
        var at = start
        if at < text.count, text[at] == UInt8(ascii: "^") { at += 1 }
        // The first letter belongs to it, whatever it is.
        var isFirst = true
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "]") where !isFirst: return at + 1
            case UInt8(ascii: "\\"):
                // `\Q` takes the meaning from what follows.
                guard at + 1 < text.count, text[at + 1] != UInt8(ascii: "Q"), text[at + 1] != UInt8(ascii: "E") else {
                    return nil
                }
                at += 2
            case UInt8(ascii: "["):
                guard let end = namedEnd(text, from: at + 1) else { return nil }
                at = end
            default: at += 1
            }
            isFirst = false
        }
        return nil
    }

    /// Behind a class in a class, as `[:alpha:]` or `[:^alpha:]`, whose first bracket lies before `start`. Where anything else stands
    /// there, the bracket may stand for itself.
    private static func namedEnd(_ text: [UInt8], from start: Int) -> Int? {
        let colon = UInt8(ascii: ":")
        guard start < text.count, text[start] == colon, let end = text[(start + 1)...].firstIndex(of: colon),
            text[(start + 1)..<end].allSatisfy("^abcdefghijklmnopqrstuvwxyz".utf8.contains),
            end + 1 < text.count, text[end + 1] == UInt8(ascii: "]")
        else { return nil }
        return end + 2
    }

    /// Behind the group whose `(` lies before `start`.
    private static func groupEnd(_ text: [UInt8], from start: Int) -> Int? {
        var at = start
        var depth = 1
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "?") where text[at - 1] == UInt8(ascii: "("),
                UInt8(ascii: "*") where text[at - 1] == UInt8(ascii: "("):
                // Options hold behind the group, too; of groups without one nothing else is of use here.
                guard at + 1 < text.count, text[at] == UInt8(ascii: "?"), text[at + 1] == UInt8(ascii: ":") else {
                    return nil
                }
                at += 2
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "["):
                guard let end = classEnd(text, from: at + 1) else { return nil }
                at = end
                continue
            case UInt8(ascii: "\\"):
                guard at + 1 < text.count, !"QEcoxNpPgk".utf8.contains(text[at + 1]) else { return nil }
                at += 1
            default: break
            }
            at += 1
        }
        return nil
    }
}
