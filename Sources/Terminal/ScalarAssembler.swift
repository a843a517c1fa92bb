// SPDX-License-Identifier: Apache-2.0

/// Puts the bytes of characters together, however they are cut up.
///
/// Bytes that are not UTF-8 give nothing; they never swallow a good character behind them.
struct ScalarAssembler: Sendable {
    /// Whether bytes are UTF-8; otherwise each byte is its own scalar (ISO 8859-1).
    let isUTF8: Bool
    private var value: UInt32 = 0
    private var missing = 0
    /// The least scalar that may be written with this many bytes: longer forms hide characters from checks.
    private var least: UInt32 = 0

    init(isUTF8: Bool) {
        self.isUTF8 = isUTF8
    }

    /// The scalar that `byte` completes, if it completes one.
    mutating func add(_ byte: UInt8) -> Unicode.Scalar? {
        guard isUTF8, byte >= 0x80 else {
            missing = 0
            return Unicode.Scalar(byte)
        }
        switch byte {
        case 0x80..<0xc0:
            guard missing > 0 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
            missing -= 1
            return missing == 0 && value >= least ? Unicode.Scalar(value) : nil
        case 0xc2..<0xe0: begin(byte & 0x1f, missing: 1, least: 0x80)
        case 0xe0..<0xf0: begin(byte & 0x0f, missing: 2, least: 0x800)
        case 0xf0..<0xf5: begin(byte & 0x07, missing: 3, least: 0x1_0000)
        default: missing = 0
        }
        return nil
    }

    private mutating func begin(_ bits: UInt8, missing count: Int, least minimum: UInt32) {
        value = UInt32(bits)
        missing = count
        least = minimum
    }
}
