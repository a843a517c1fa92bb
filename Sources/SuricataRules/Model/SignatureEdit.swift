// SPDX-License-Identifier: Apache-2.0

/// Changes one thing in a file of signatures and leaves every other byte as it was.
///
/// Each change gives the bytes of the whole new file; read them again before the next one.
package enum SignatureEdit {
    /// Why a change is none.
    package enum Refusal: Error, Hashable, Sendable {
        /// The file has no such line, or the line is no signature.
        case noSignature(line: Int)
        /// The value would end the option or the line; it needs a backslash or other words.
        case unsafeValue(String)
        /// Neither Suricata 7 nor 8 knows the keyword.
        case unknownKeyword(String)
        /// The revision is missing, is no number, or is the highest there is.
        case noNextRevision

        /// What is wrong and how to mend it, in one line.
        package var message: String {
            switch self {
            case .noSignature(let line): "there is no signature in line \(line); choose a line with one"
            case .unsafeValue(let value): "the value \(quoted(value)) would end the option; write \\; for a semicolon"
            case .unknownKeyword(let name): "there is no keyword \(quoted(name)); choose one that Suricata knows"
            case .noNextRevision: "the revision cannot be raised; set rev to a number"
            }
        }
    }

    /// Sets the first option of this keyword to `value`, which is written as it is: with its quotes and backslashes.
    ///
    /// Where the signature has no such option, one is added behind the last; `nil` is an option without a value. `line` is
    /// the number of the signature's first line.
    package static func setting(
        _ keyword: String, to value: String?, line: Int, in file: SignatureFile
    ) throws(Refusal) -> [UInt8] {
        let signature = try signature(line, file)
        guard KeywordTable.keyword(keyword) != nil else { throw .unknownKeyword(keyword) }
        if let value, !isSafe(value) { throw .unsafeValue(value) }
        let text = value.map { "\(keyword):\($0)" } ?? keyword
        if let option = signature.option(keyword) {
            guard let value, !option.valueRange.isEmpty else {
                return replacing(option.range, by: text, in: file.bytes)
            }
            return replacing(option.valueRange, by: value, in: file.bytes)
        }
        guard let last = signature.options.last else { throw .noSignature(line: line) }
        return replacing(last.range.upperBound..<last.range.upperBound, by: "; \(text)", in: file.bytes)
    }

    /// Sets what alerts are called; quotes and backslashes are added as needed.
    package static func settingMessage(_ text: String, line: Int, in file: SignatureFile) throws(Refusal) -> [UInt8] {
        try setting("msg", to: QuotedValue.quote(text), line: line, in: file)
    }

    /// Raises the revision by 1, from 0 where there is none.
    package static func raisingRevision(line: Int, in file: SignatureFile) throws(Refusal) -> [UInt8] {
        let signature = try signature(line, file)
        guard let option = signature.option("rev") else {
            return try setting("rev", to: "1", line: line, in: file)
        }
        guard let rev = option.number, rev < .max else { throw .noNextRevision }
        return try setting("rev", to: "\(rev + 1)", line: line, in: file)
    }

    /// Puts the signature in use or out of it: removes the `#` before each of its lines, or puts one there.
    ///
    /// A signature that is so already stays as it is.
    package static func setting(isEnabled: Bool, line: Int, in file: SignatureFile) throws(Refusal) -> [UInt8] {
        guard let entry = file.lines.first(where: { $0.number == line }) else { throw .noSignature(line: line) }
        switch entry.kind {
        case .rule: return isEnabled ? file.bytes : rewriting(entry.range, in: file.bytes) { [0x23, 0x20] + $0 }
        case .disabled:
            guard isEnabled else { return file.bytes }
            return rewriting(entry.range, in: file.bytes) { line in
                Array(line.drop { $0 == 0x23 || $0.isBlank })
            }
        case .blank, .comment, .broken: throw .noSignature(line: line)
        }
    }

    private static func signature(_ line: Int, _ file: SignatureFile) throws(Refusal) -> Signature {
        guard let signature = file.lines.first(where: { $0.number == line })?.signature else {
            throw .noSignature(line: line)
        }
        return signature
    }

    /// Whether a value ends neither its option nor its line, and leaves no quote open.
    private static func isSafe(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        guard bytes.last != UInt8(ascii: "\\"), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return false }
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: ";") {
            guard index > 0, bytes[index - 1] == UInt8(ascii: "\\") else { return false }
        }
        return QuotedValue(bytes).flaw == nil
    }

    private static func replacing(_ range: Range<Int>, by text: String, in bytes: [UInt8]) -> [UInt8] {
        bytes[..<range.lowerBound] + Array(text.utf8) + bytes[range.upperBound...]
    }

    /// Changes each line of `range` by itself.
    private static func rewriting(
        _ range: Range<Int>, in bytes: [UInt8], _ change: (ArraySlice<UInt8>) -> [UInt8]
    ) -> [UInt8] {
        var text = Array(bytes[..<range.lowerBound])
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes[start..<range.upperBound].firstIndex(of: 0x0A).map { $0 + 1 } ?? range.upperBound
            text += change(bytes[start..<end])
            start = end
        }
        return text + bytes[range.upperBound...]
    }
}
