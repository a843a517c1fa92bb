// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// A signature as text for a person: one form for every way to write it.
package enum SignatureLayout: Sendable {
    /// On one line.
    case line
    /// An option a line, joined by backslashes; a signature that Suricata could not read then, as it is too long, stays on one.
    case lines

    /// What the file's signatures are not laid out as yet: an option a line, if each stands on one.
    package init(unlike file: SignatureFile) {
        let isJoined = file.lines.contains { line in
            if case .rule = line.kind { file.bytes[line.range].dropLast().contains(0x0A) } else { false }
        }
        self = isJoined ? .line : .lines
    }

    /// The file with each signature that nothing is wrong with laid out, and every other byte as it was: comments, signatures out of use,
    /// lines that are none, ends of lines.
    ///
    /// Read again, the signatures are the same at other places.
    package func format(_ file: SignatureFile) -> [UInt8] {
        let refused = ProblemLines(file.problems) { $0.weight == .error }
        var bytes = Array(file.bytes[..<(file.lines.first?.range.lowerBound ?? file.bytes.count)])
        for (index, line) in file.lines.enumerated() {
            guard case .rule(let signature) = line.kind,
                !refused.touch(line.number, before: file.lines.element(after: index)?.number)
            else {
                bytes += file.bytes[line.range]
                continue
            }
            let end = LineEnd(of: file.bytes[line.range])
            bytes += Array(text(of: signature, end).utf8) + end.bytes
        }
        return bytes
    }

    private func text(of signature: Signature, _ end: LineEnd) -> String {
        let head = Self.head(signature).map(\.value).joined(separator: " ") + " ("
        let options = signature.options.map(Self.text)
        if self == .lines {
            // Suricata sees a space where a backslash and a line's end stand.
            let text = ([head] + options.map { "    " + $0 }).joined(separator: " \\\(end.joint)") + ")"
            if text.utf8.count < LogicalLine.limit { return text }
        }
        return head + options.joined(separator: " ") + ")"
    }

    private static func text(_ option: SignatureOption) -> String {
        guard let value = option.value, !value.isEmpty else { return "\(option.keyword);" }
        return "\(option.keyword):\(value);"
    }

    /// A part of a signature.
    struct Row: Hashable {
        /// The keyword, or the name of a part of the head: `action`, `protocol`, `from`, `direction`, `to`.
        var name: String
        /// The value as written; empty if there is none.
        var value: String
    }

    /// The signature part by part: the head in five rows, then a row for each option. Two that mean the same have the same rows.
    static func rows(_ signature: Signature) -> [Row] {
        head(signature) + signature.options.map { Row(name: $0.keyword, value: $0.value ?? "") }
    }

    private static func head(_ signature: Signature) -> [Row] {
        let name = signature.hook.map { "\(signature.protocolName):\($0)" } ?? signature.protocolName
        return [
            Row(name: "action", value: signature.actionText), Row(name: "protocol", value: name),
            Row(name: "from", value: "\(signature.source.addressText) \(signature.source.portText)"),
            Row(name: "direction", value: signature.direction.rawValue),
            Row(name: "to", value: "\(signature.destination.addressText) \(signature.destination.portText)"),
        ]
    }
}

/// How a line of a file ends.
struct LineEnd {
    /// Its end: a line feed, one behind a carriage return, or nothing at the end of the file.
    let bytes: [UInt8]
    /// What ends other lines of the file.
    let joint: String

    init(of line: ArraySlice<UInt8>) {
        guard line.last == 0x0A else {
            (bytes, joint) = ([], "\n")
            return
        }
        let isLong = line.dropLast().last == 0x0D
        bytes = isLong ? [0x0D, 0x0A] : [0x0A]
        joint = isLong ? "\r\n" : "\n"
    }
}

extension ThresholdFile {
    /// The file with each entry that nothing is wrong with in the form that Suricata documents, and every other byte as it was.
    package var formatted: [UInt8] {
        let refused = ProblemLines(problems) { $0.weight == .error }
        guard !lines.isEmpty else { return bytes }
        var text: [UInt8] = []
        for (index, line) in lines.enumerated() {
            guard case .entry(let entry) = line.kind,
                !refused.touch(line.number, before: lines.element(after: index)?.number)
            else {
                text += bytes[line.range]
                continue
            }
            text += Array(entry.text.utf8) + LineEnd(of: bytes[line.range]).bytes
        }
        return text
    }
}
