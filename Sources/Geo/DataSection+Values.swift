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
        case .uint16, .uint32, .uint64: number(at: value.start, count: value.size)
        case .int32:
            number(at: value.start, count: value.size).map { value.size == 4 ? Int(Int32(truncatingIfNeeded: $0)) : $0 }
        default: nil
        }
    }

    /// The number that a value is, also if it is the text of one.
    func real(_ value: Value) -> Double? {
        switch value.kind {
        case .double:
            guard value.size == 8, let bits = bits(at: value.start, count: 8) else { return nil }
            return Double(bitPattern: bits)
        case .float:
            guard value.size == 4, let bits = bits(at: value.start, count: 4) else { return nil }
            return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .text: return text(value).flatMap(Double.init)
        default: return integer(value).map(Double.init)
        }
    }

    /// Whether the value at `offset` can be read whole, pointers followed, in `steps` values and `depth` levels.
    func isReadable(at offset: Int, steps: Int, depth: Int) -> Bool {
        // How many members are left on each level, and where the next of them stands.
        var levels: [(left: Int, place: Int)] = [(1, offset)]
        var steps = steps
        while let level = levels.last {
            guard level.left > 0 else {
                levels.removeLast()
                continue
            }
            steps -= 1
            var rest = steps
            guard steps >= 0, levels.count <= depth, let (value, _) = value(at: level.place),
                let end = end(of: level.place, steps: &rest)
            else { return false }
            levels[levels.count - 1] = (level.left - 1, end)
            switch value.kind {
            case .map: levels.append((2 * value.size, value.start))
            case .array: levels.append((value.size, value.start))
            case .boolean, .cache, .end: break
            default: guard holds(value.size, at: value.start) else { return false }
            }
        }
        return true
    }
}
