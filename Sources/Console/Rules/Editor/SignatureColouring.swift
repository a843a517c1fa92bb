// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// Colours Suricata signatures line by line; a backslash at the end of a line lets it go on in the next.
package struct SignatureColouring: Sendable {
    private var isInOptions = false
    private var goesOn = false
    private var isKeyword = true

    package init() {}

    /// How the next line is painted.
    package mutating func spans(of line: [Character]) -> [EditorSpan] {
        defer { goesOn = line.last == "\\" }
        if !goesOn { (isInOptions, isKeyword) = (false, true) }
        guard let first = line.firstIndex(where: { !$0.isWhitespace }) else { return [] }
        if !goesOn, line[first] == "#" { return [EditorSpan(first..<line.count, .syntaxComment)] }
        var spans: [EditorSpan] = []
        var index = first
        var isAction = !goesOn
        while index < line.count {
            let (span, next) = isInOptions ? option(line, index) : header(line, index, isAction: isAction)
            if let span { spans.append(span) }
            isAction = false
            index = next
        }
        return spans
    }

    private mutating func header(_ line: [Character], _ index: Int, isAction: Bool) -> (EditorSpan?, Int) {
        if line[index] == "(" {
            (isInOptions, isKeyword) = (true, true)
            return (EditorSpan(index..<index + 1, .accent), index + 1)
        }
        if "[],! \t\\".contains(line[index]) { return (nil, index + 1) }
        let end = line[index...].firstIndex { "[],! \t(".contains($0) } ?? line.count
        let word = line[index..<end]
        let columns = index..<end
        if isAction { return (EditorSpan(columns, .syntaxModifier, .bold), end) }
        if ["->", "<>", "=>"].contains(String(word)) { return (EditorSpan(columns, .accent), end) }
        return (EditorSpan(columns, ScalarKind.isNumber(word) ? .syntaxNumber : .syntaxKey), end)
    }

    private mutating func option(_ line: [Character], _ index: Int) -> (EditorSpan?, Int) {
        switch line[index] {
        case ":", ";", ")", ",":
            if line[index] == ":" { isKeyword = false }
            if line[index] == ";" { isKeyword = true }
            return (EditorSpan(index..<index + 1, .accent), index + 1)
        case "\"":
            var end = index + 1
            while end < line.count, line[end] != "\"" { end += line[end] == "\\" ? 2 : 1 }
            end = min(end + 1, line.count)
            return (EditorSpan(index..<end, .syntaxString), end)
        case " ", "\t", "!", "\\": return (nil, index + 1)
        default:
            let end = line[index...].firstIndex { ":;), \t\"".contains($0) } ?? line.count
            if isKeyword { return (EditorSpan(index..<end, .syntaxKey), end) }
            let isNumber = ScalarKind.isNumber(line[index..<end])
            return (EditorSpan(index..<end, isNumber ? .syntaxNumber : .syntaxString), end)
        }
    }
}

/// A line of `threshold.config`: `suppress gen_id 1, sig_id 2000, track by_src, ip 10.0.0.1`.
enum ThresholdColouring {
    static func spans(of line: [Character]) -> [EditorSpan] {
        guard let first = line.firstIndex(where: { !$0.isWhitespace }) else { return [] }
        if line[first] == "#" { return [EditorSpan(first..<line.count, .syntaxComment)] }
        var spans: [EditorSpan] = []
        var index = first
        var isName = true
        while index < line.count {
            let end = line[index...].firstIndex { ", \t".contains($0) } ?? line.count
            guard end > index else {
                if line[index] == "," { spans.append(EditorSpan(index..<index + 1, .accent)) }
                // After a comma comes the next name.
                if line[index] == "," { isName = true }
                index += 1
                continue
            }
            if index == first {
                spans.append(EditorSpan(index..<end, .syntaxModifier, .bold))
            } else if isName {
                spans.append(EditorSpan(index..<end, .syntaxKey))
                isName = false
            } else {
                let isNumber = ScalarKind.isNumber(line[index..<end])
                spans.append(EditorSpan(index..<end, isNumber ? .syntaxNumber : .syntaxString))
            }
            index = end
        }
        return spans
    }
}
