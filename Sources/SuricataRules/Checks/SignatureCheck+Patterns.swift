// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    mutating func checkPattern(_ option: SignatureOption) {
        let value = Array((option.value ?? "").utf8)
        let inner = QuotedValue(value).inner
        let start = option.valueOffset + inner.lowerBound
        do throws(ContentPattern.Flaw) {
            if try ContentPattern.bytes(of: value[inner]).isEmpty {
                findings.add(.warning, at: start, "this content is empty", help: "Write text, or bytes between bars.")
            }
        } catch {
            switch error {
            case .openBar(let at):
                findings.add(
                    at: start + at, "this | has no partner",
                    help: "Write | behind the bytes, or |7c| for the character.")
            case .oddDigits(let at):
                findings.add(
                    at: start + at, "an odd number of hexadecimal digits stands before this |",
                    help: "Write two digits for each byte.")
            case .notHexadecimal(let at):
                findings.add(
                    at: start + at, "a character that is no hexadecimal digit stands between bars",
                    help: "Close the bars before text.")
            case .strayBackslash(let at):
                findings.add(
                    at: start + at, "this \\ protects nothing", help: "Write \\\\ or |5c| for the character.")
            case .quote(let at):
                findings.add(at: start + at, "this quote stands within the value", help: "Write \\\" or |22| for it.")
            }
        }
    }

    /// The letters that can stand behind a regular expression.
    private static let expressionFlags = Set("imsxABCDEGHIMOPQRSUVWYZ".utf8)

    mutating func checkExpression(_ option: SignatureOption) {
        let value = Array((option.value ?? "").utf8)
        let inner = value[QuotedValue(value).inner]
        let start = option.valueOffset
        var body = inner
        if body.starts(with: Array("m/".utf8)) { body = body.dropFirst() }
        guard body.first == UInt8(ascii: "/"), let end = body.lastIndex(of: UInt8(ascii: "/")), end > body.startIndex
        else {
            findings.add(
                at: start, "this regular expression has no slashes around it",
                help: "Write pcre:\"/expression/flags\";.")
            return
        }
        if let at = body[(end + 1)...].firstIndex(where: { !Self.expressionFlags.contains($0) }) {
            let flag = String(decoding: [body[at]], as: UTF8.self)
            findings.add(
                at: start + at, "there is no flag \(quoted(flag)) for a regular expression",
                help: "The flags are imsxABCDEGHIMOPQRSUVWYZ.")
        }
        checkGroups(body[(body.startIndex + 1)..<end], start)
    }

    /// Parentheses and brackets of a regular expression; `at` is where the option's value begins.
    private mutating func checkGroups(_ expression: ArraySlice<UInt8>, _ start: Int) {
        let text = String(decoding: expression, as: UTF8.self)
        // Quoted runs and comments have rules of their own, which PCRE knows.
        guard !text.contains("\\Q"), !text.contains("(?#"), !text.contains("(?x"), !text.contains("[:") else { return }
        var open: [Int] = []
        var bracket: Int?
        var at = expression.startIndex
        while at < expression.endIndex {
            switch expression[at] {
            case UInt8(ascii: "\\"): at += 1
            case UInt8(ascii: "[") where bracket == nil:
                bracket = at
                // A ] that comes first is a member of the class.
                if at + 1 < expression.endIndex, expression[at + 1] == UInt8(ascii: "^") { at += 1 }
                if at + 1 < expression.endIndex, expression[at + 1] == UInt8(ascii: "]") { at += 1 }
            case UInt8(ascii: "]"): bracket = nil
            case UInt8(ascii: "(") where bracket == nil: open.append(at)
            case UInt8(ascii: ")") where bracket == nil:
                if open.popLast() == nil {
                    findings.add(at: start + at, "this ) was never opened", help: "Write \\) for the character.")
                    return
                }
            default: break
            }
            at += 1
        }
        if let bracket {
            findings.add(at: start + bracket, "this [ is never closed", help: "Write \\[ for the character.")
        } else if let group = open.last {
            findings.add(at: start + group, "this ( is never closed", help: "Write \\( for the character.")
        }
    }
}
