// SPDX-License-Identifier: Apache-2.0

extension DataSection {
    /// The longest text that is taken, in bytes; of longer ones the beginning is.
    static let textLimit = 256

    /// The text that a value is; `nil` where it is none, is empty, or is no UTF-8.
    func text(_ value: Value) -> String? {
        guard value.kind == .text else { return nil }
        var text = bytes(of: value, limit: Self.textLimit + 1)
        if text.count > Self.textLimit {
            // Cut before a scalar, not within.
            while let last = text.popLast(), last & 0xC0 == 0x80 {}
        }
        return text.isEmpty ? nil : String(validating: text, as: UTF8.self)
    }

    /// The whole number that a value is; `nil` where it is none or exceeds `Int`.
    func integer(_ value: Value) -> Int? {
        switch value.kind {
        case .uint16, .uint32, .uint64: section.number(at: value.start, count: value.size)
        case .int32:
            section.number(at: value.start, count: value.size).map {
                value.size == 4 ? Int(Int32(truncatingIfNeeded: $0)) : $0
            }
        default: nil
        }
    }

    /// The number that a value is, also if it is the text of one.
    func real(_ value: Value) -> Double? {
        switch value.kind {
        case .double:
            guard value.size == 8, let bits = section.bits(at: value.start, count: 8) else { return nil }
            return Double(bitPattern: bits)
        case .float:
            guard value.size == 4, let bits = section.bits(at: value.start, count: 4) else { return nil }
            return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .text: return text(value).flatMap(Double.init)
        default: return integer(value).map(Double.init)
        }
    }
}
