// SPDX-License-Identifier: Apache-2.0

extension FilterTerm {
    /// Whether the term is about Ethernet addresses.
    var isOfHardware: Bool {
        if case .known(let known) = subject { known.target == .eitherHardware } else { false }
    }

    /// An Ethernet address in the form that Suricata writes, from any of the usual ones; or a pattern.
    func hardwareAddress(_ value: LexedText) throws(FilterError) -> Comparison {
        if value.hasWildcard { return .like(value.pattern) }
        guard let address = Self.hardwareAddress(value.text) else {
            throw FilterError(columns: value.columns, fact: .notAHardwareAddress(field: written, value: value.text))
        }
        return .equals(.text(address))
    }

    /// Whether a term about Ethernet addresses can compare so.
    static func isOfHardware(_ comparison: Comparison) -> Bool {
        switch comparison {
        case .exists, .like, .matches: true
        case .equals(let value): hardwareAddress(value.text) == value.text
        default: false
        }
    }

    /// The address in the form that Suricata writes; `nil` if the text is none.
    static func hardwareAddress(_ text: String) -> String? {
        let digits = text.lowercased().unicodeScalars.filter { $0 != ":" && $0 != "-" && $0 != "." }
        guard digits.count == 12, digits.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
        var address = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, index % 2 == 0 { address += ":" }
            address.unicodeScalars.append(digit)
        }
        return address
    }
}
