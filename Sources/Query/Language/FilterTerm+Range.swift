// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension FilterTerm {
    /// `1000..2000`, `1000..`, `..2000` or `10.0.0.1..10.0.0.9`, with both ends; `nil` if the value is none.
    ///
    /// At a path, where any text can stand, it is one only with a number at each end that is given, or two addresses.
    func range(_ value: LexedText) throws(FilterError) -> Comparison? {
        guard value.isBare, let (first, last) = value.splitAtDots() else { return nil }
        switch kind {
        case .text: return nil
        case .number: return try numbers(first, last)
        case .address: return try addresses(first, last)
        case .wire:
            if IPAddress(first.text) != nil, IPAddress(last.text) != nil { return try addresses(first, last) }
            let isOfNumbers = [first, last].allSatisfy { $0.isEmpty || DecimalText($0.text) != nil }
            return isOfNumbers ? try numbers(first, last) : nil
        }
    }

    private func numbers(_ first: LexedText, _ last: LexedText) throws(FilterError) -> Comparison? {
        switch (first.isEmpty, last.isEmpty) {
        case (true, true): return nil
        case (true, false): return .lessOrEqual(try number(last))
        case (false, true): return .greaterOrEqual(try number(first))
        case (false, false):
            let (least, most) = (try number(first), try number(last))
            guard least <= most else { throw reversed(first, last) }
            return .between(least...most)
        }
    }

    private func addresses(_ first: LexedText, _ last: LexedText) throws(FilterError) -> Comparison {
        let (least, most) = (try end(first), try end(last))
        guard least <= most else { throw reversed(first, last) }
        return .addresses(least...most)
    }

    private func end(_ value: LexedText) throws(FilterError) -> IPAddress {
        guard !value.isEmpty else { throw FilterError(columns: value.columns, fact: .missingValue(field: written)) }
        guard let address = IPAddress(value.text) else {
            throw FilterError(columns: value.columns, fact: .notAnAddress(field: written, value: value.text))
        }
        return address
    }

    private func reversed(_ first: LexedText, _ last: LexedText) -> FilterError {
        FilterError(columns: first.columns.lowerBound..<last.columns.upperBound, fact: .reversedRange)
    }

    /// Whether a value at a path would be read as a range, so that a text like it must be quoted.
    static func isRange(_ text: String) -> Bool {
        guard let dots = text.firstRange(of: "..") else { return false }
        let ends = [String(text[..<dots.lowerBound]), String(text[dots.upperBound...])]
        if ends.allSatisfy({ IPAddress($0) != nil }) { return true }
        return ends.contains { !$0.isEmpty } && ends.allSatisfy { $0.isEmpty || DecimalText($0) != nil }
    }
}
