// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// One `name:value` of a filter's text: what the name stands for and how its values are read.
struct FilterTerm {
    /// What the term tests.
    enum Subject: Hashable {
        case known(FieldName)
        case path(FieldPath)
    }

    let subject: Subject
    /// The name as it was written, for errors.
    let written: String

    /// - Throws: where the name is none.
    init(name: LexedText, value: LexedText) throws(FilterError) {
        if name.isBare { try Self.refuse(name: name, value: value) }
        try self.init(name)
    }

    /// The field that `has:` asks for.
    ///
    /// - Throws: where it is none.
    init(field: LexedText) throws(FilterError) {
        guard !field.isEmpty else { throw FilterError(columns: field.columns, fact: .missingValue(field: "has")) }
        try self.init(field)
        if case .known(let known) = subject, known.target.fields.isEmpty {
            throw FilterError(columns: field.columns, fact: .badPath(written))
        }
    }

    private init(_ name: LexedText) throws(FilterError) {
        written = name.text
        if name.isBare {
            if let known = FieldTable.name(written) {
                subject = .known(known)
                return
            }
            guard !written.hasPrefix("@") else {
                throw FilterError(
                    columns: name.columns,
                    fact: .unknownName(written, nearest: FieldTable.nearest(to: written)))
            }
        }
        guard let path = FieldPath(written) else {
            throw FilterError(columns: name.columns, fact: .badPath(written))
        }
        subject = .path(path)
    }

    /// Stops what looks like a term and is none, so that it does not silently find nothing.
    private static func refuse(name: LexedText, value: LexedText) throws(FilterError) {
        let all = name.columns.lowerBound..<value.columns.upperBound
        let text = value.text
        if value.isBare, text.hasPrefix("//") {
            throw FilterError(columns: all, fact: .looksLikeURL)
        }
        if value.isBare, IPAddress("\(name.text):\(text)") != nil {
            throw FilterError(columns: all, fact: .looksLikeAddress("\(name.text):\(text)"))
        }
        if ["@from", "@to", "@after", "@before", "timestamp"].contains(name.text) {
            throw FilterError(columns: name.columns, fact: .misnamedTime(name.text))
        }
    }

    /// The test of the term's field or fields.
    func filter(_ comparison: Comparison) -> Filter {
        switch subject {
        case .path(let path): .test(.path(path), comparison)
        case .known(let known):
            switch known.target {
            case .field(let field): .test(field, comparison)
            case .eitherAddress: .eitherAddress(comparison)
            case .eitherPort, .eitherCountry, .eitherHardware, .anyDomain, .since, .until:
                .any(known.target.fields.map { .test($0, comparison) })
            }
        }
    }

    /// The time test that the term is with its whole value; `nil` if it is none.
    func time(_ value: LexedText, offsetSeconds: Int) throws(FilterError) -> Filter? {
        guard case .known(let known) = subject, known.target == .since || known.target == .until else { return nil }
        guard !value.isEmpty else {
            throw FilterError(columns: value.columns, fact: .missingValue(field: written))
        }
        do throws(TimeError) {
            let time = try TimeSpec(value.text, offsetSeconds: offsetSeconds)
            return known.target == .since ? .since(time) : .until(time)
        } catch {
            throw FilterError(columns: value.columns, fact: .badTime(error))
        }
    }

    var kind: ValueKind {
        if case .known(let known) = subject { known.target.kind } else { .wire }
    }

    /// A word without a name.
    static func freeText(_ value: LexedText) throws(FilterError) -> Filter {
        let text = value.text
        guard value.letters.first?.origin == .bare else { return .text(text) }
        if value.isBare, text == "*" { return .everything }
        if value.letters.first?.scalar == "@" {
            let known = FieldTable.name(text) != nil
            let fact: FilterError.Fact =
                known ? .missingValue(field: text) : .unknownName(text, nearest: FieldTable.nearest(to: text))
            throw FilterError(columns: value.columns, fact: fact)
        }
        if value.isBare, text.contains(":"), IPAddress(text) != nil {
            throw FilterError(columns: value.columns, fact: .looksLikeAddress(text))
        }
        if let star = value.letters.first(where: { $0.isBare("*") }) {
            throw FilterError(columns: star.column..<star.column + 1, fact: .wildcardInText)
        }
        return .text(text)
    }
}

extension FilterTerm {
    /// How one value of the term compares.
    func comparison(_ value: LexedText) throws(FilterError) -> Comparison {
        guard !value.isEmpty else {
            throw FilterError(columns: value.columns, fact: .missingValue(field: written))
        }
        if value.isBare, value.text == "*" { return .exists }
        if let expression = try ExpressionText.ofField(value) { return try search(expression, value) }
        if isOfHardware { return try hardwareAddress(value) }
        if let order = try order(value) { return order }
        if let range = try range(value) { return range }
        switch kind {
        case .text: return textual(value)
        case .number: return .equals(.integer(try number(value)))
        case .address: return try address(value)
        case .wire:
            let text = value.text
            if value.isBare, text.contains("/"), let network = IPNetwork(text) { return .within(network) }
            return textual(value)
        }
    }

    private func textual(_ value: LexedText) -> Comparison {
        value.hasWildcard ? .like(value.pattern) : .equals(.text(value.text))
    }

    /// `<`, `<=`, `>` or `>=` and a number; `nil` if the value does not begin so.
    private func order(_ value: LexedText) throws(FilterError) -> Comparison? {
        guard let sign = value.letters.first, sign.isBare("<") || sign.isBare(">") else { return nil }
        switch kind {
        case .text, .address: throw FilterError(columns: value.columns, fact: .notComparable(field: written))
        case .number, .wire: break
        }
        let isInclusive = value.letters.dropFirst().first?.isBare("=") ?? false
        let rest = value.dropFirst(isInclusive ? 2 : 1)
        guard !rest.isEmpty else {
            throw FilterError(columns: value.columns, fact: .missingValue(field: written))
        }
        let bound = try number(rest)
        if sign.scalar == "<" {
            return isInclusive ? .lessOrEqual(bound) : .less(bound)
        }
        return isInclusive ? .greaterOrEqual(bound) : .greater(bound)
    }

    private func search(_ expression: TextExpression, _ value: LexedText) throws(FilterError) -> Comparison {
        switch kind {
        case .text, .wire: return .matches(expression)
        case .number, .address: throw FilterError(columns: value.columns, fact: .notSearchable(field: written))
        }
    }

    /// A whole number that the field can have.
    func number(_ value: LexedText) throws(FilterError) -> Int64 {
        let text = value.text
        let range: ClosedRange<Int64> = if case .number(let range) = kind { range } else { .min ... .max }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard digits.allSatisfy({ 0x30...0x39 ~= $0 }), !digits.isEmpty, text.utf8.count - digits.count <= 1 else {
            throw FilterError(columns: value.columns, fact: .notANumber(field: written, value: text))
        }
        // Only digits: what `Int64` refuses now is too large for it.
        guard let number = Int64(text), range.contains(number) else {
            throw FilterError(
                columns: value.columns, fact: .outOfRange(field: written, value: text, range: range))
        }
        return number
    }

    private func address(_ value: LexedText) throws(FilterError) -> Comparison {
        let text = value.text
        if let address = IPAddress(text) { return .equals(.address(address)) }
        if let network = IPNetwork(text) ?? Self.network(ofPattern: value) { return .within(network) }
        throw FilterError(columns: value.columns, fact: .notAnAddress(field: written, value: text))
    }

    /// The IPv4 network that `10.*` or `10.20.*.*` means.
    private static func network(ofPattern value: LexedText) -> IPNetwork? {
        let parts = value.text.split(separator: ".", omittingEmptySubsequences: false)
        guard value.isBare, 2...4 ~= parts.count, parts.last == "*", let star = parts.firstIndex(of: "*"), star > 0,
            parts[star...].allSatisfy({ $0 == "*" })
        else { return nil }
        let bytes = parts[..<star] + Array(repeating: "0", count: 4 - star)
        return IPNetwork("\(bytes.joined(separator: "."))/\(8 * star)")
    }
}
