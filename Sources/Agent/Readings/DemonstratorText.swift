// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What the first demonstrator's firmware prints for each value that it signs (M-Sec D4.3, section 2.2), line by line:
///
///     HAL_ADC_Start -----> AnalogValue : 807
///     Message to be signed ECC : F8 20 69 80
///     D1 70 47
///     TPM2_Sign: ECC S 32, R 32
///     TPM2_VerifySignature: Tag 32802
///
/// It prints neither the signature nor its key, so that nothing of it can be verified here. A value is taken where all four steps came, in this order.
struct DemonstratorText: Sendable, Hashable {
    private enum Step: Hashable {
        case nothing
        case value(Int)
        case message(Int)
        case signed(Int)
    }

    private var step = Step.nothing

    /// `TPM_ST_VERIFIED` (TPM 2.0 Library, part 2, section 6.9).
    private static let verified = 0x8022
    /// What a converter of 12 bits gives.
    private static let values = 0...4095

    /// Takes a line; the value, if it was the last of a whole sequence.
    mutating func take(_ line: String) -> Int? {
        if let value = Self.number(line, behind: "AnalogValue :") {
            step = Self.values.contains(value) ? .value(value) : .nothing
            return nil
        }
        switch step {
        case .value(let value):
            step = line.firstPlace(of: "Message to be signed ECC :") != nil ? .message(value) : .nothing
        case .message(let value):
            if Self.isBytes(line) { return nil }
            step = line.hasPrefix("TPM2_Sign: ECC S 32, R 32") ? .signed(value) : .nothing
        case .signed(let value):
            step = .nothing
            return Self.number(line, behind: "TPM2_VerifySignature: Tag") == Self.verified ? value : nil
        case .nothing: break
        }
        return nil
    }

    private static func number(_ line: String, behind title: String) -> Int? {
        guard let range = line.firstPlace(of: title) else { return nil }
        let digits = line[range.upperBound...].drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber }
        return digits.count <= 6 ? Int(digits) : nil
    }

    /// More of the message: bytes in hexadecimal digits, with blanks between.
    private static func isBytes(_ line: String) -> Bool {
        !line.isEmpty && line.utf8.allSatisfy { $0 == 0x20 || Character(UnicodeScalar($0)).isHexDigit }
    }
}
