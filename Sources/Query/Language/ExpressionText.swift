// SPDX-License-Identifier: Apache-2.0

/// A regular expression as it stands in a filter: between slashes, with `i` behind them where case does not matter.
enum ExpressionText {
    /// The expression that a value of a field is, as `re:/.../`; `nil` if it is none.
    static func ofField(_ value: LexedText) throws(FilterError) -> TextExpression? {
        let sign = value.letters.prefix(3)
        guard sign.allSatisfy({ $0.origin == .bare }), String(sign.map { Character($0.scalar) }).lowercased() == "re:",
            value.letters.dropFirst(3).first?.isBare("/") ?? false
        else { return nil }
        return try whole(value.dropFirst(3))
    }

    /// The expression that all of `value` is.
    static func whole(_ value: LexedText) throws(FilterError) -> TextExpression {
        guard let first = value.letters.first, first.isBare("/") else {
            throw FilterError(columns: value.columns, fact: .expressionWithoutSlashes)
        }
        let body = value.letters.dropFirst().prefix { $0.origin == .expression }
        let behind = value.letters.dropFirst(body.count + 2)
        guard !body.isEmpty else {
            throw FilterError(columns: value.columns, fact: .emptyExpression)
        }
        let flags = String(behind.map { Character($0.scalar) })
        guard flags.isEmpty || flags == "i", behind.allSatisfy({ $0.origin == .bare }) else {
            let start = behind.first?.column ?? value.columns.upperBound
            throw FilterError(columns: start..<value.columns.upperBound, fact: .unknownFlags(flags))
        }
        let text = LexedText(letters: body, columns: value.columns)
        do throws(TextExpressionError) {
            return try TextExpression(text.text, ignoresCase: flags == "i")
        } catch {
            throw FilterError(columns: columns(of: error.offset, in: body), fact: .badExpression(reason: error.reason))
        }
    }

    /// The letter at a byte of the expression, or the place behind the last one.
    private static func columns(of offset: Int, in body: ArraySlice<LexedText.Letter>) -> Range<Int> {
        var bytes = 0
        for letter in body {
            bytes += UTF8.width(letter.scalar)
            if offset < bytes { return letter.column..<letter.column + 1 }
        }
        let end = (body.last?.column ?? 0) + 1
        return end..<end
    }

    /// How it is written.
    static func text(_ expression: TextExpression) -> String {
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in expression.text.unicodeScalars {
            if scalar == "/", !isEscaped { text.append("\\") }
            text.append(scalar)
            isEscaped = scalar == "\\" && !isEscaped
        }
        return "re:/\(String(text))/\(expression.ignoresCase ? "i" : "")"
    }
}
