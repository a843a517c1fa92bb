// SPDX-License-Identifier: Apache-2.0

/// A value of an MMDB file.
package enum GeoValue {
    case text(String)
    case double(Double)
    case uint16(UInt16)
    case uint32(UInt32)
    case uint64(UInt64)
    case boolean(Bool)
    case array([GeoValue])
    /// A map: keys, and a value for each.
    case members([String], [GeoValue])

    /// A map of these members, in this order.
    package static func map(_ members: [(key: String, value: GeoValue)]) -> GeoValue {
        .members(members.map(\.key), members.map(\.value))
    }
}

/// Values one after the other, as a data section holds them.
///
/// Source: MaxMind DB File Format Specification 2.0, "Output Data Section".
struct GeoEncoding {
    private(set) var bytes: [UInt8] = []
    /// Whether a text that stands there already is pointed to, as most writers do.
    let usesPointers: Bool
    private var texts: [String: Int] = [:]

    init(usesPointers: Bool) {
        self.usesPointers = usesPointers
    }

    mutating func add(_ value: GeoValue) {
        switch value {
        case .text(let text): add(text)
        case .double(let number): add(kind: 3, number.bitPattern, count: 8)
        case .uint16(let number): addNumber(kind: 5, UInt64(number))
        case .uint32(let number): addNumber(kind: 6, UInt64(number))
        case .uint64(let number): addNumber(kind: 9, number)
        case .boolean(let value): addHead(kind: 14, size: value ? 1 : 0)
        case .members(let keys, let values):
            addHead(kind: 7, size: keys.count)
            for (key, value) in zip(keys, values) {
                add(key)
                add(value)
            }
        case .array(let values):
            addHead(kind: 11, size: values.count)
            for value in values { add(value) }
        }
    }

    private mutating func add(_ text: String) {
        // A pointer takes two bytes at the least.
        if usesPointers, text.utf8.count > 1 {
            if let place = texts[text] { return addPointer(to: place) }
            texts[text] = bytes.count
        }
        addHead(kind: 2, size: text.utf8.count)
        bytes += text.utf8
    }

    /// A whole number without leading zeros.
    private mutating func addNumber(kind: Int, _ number: UInt64) {
        add(kind: kind, number, count: (64 - number.leadingZeroBitCount + 7) / 8)
    }

    private mutating func add(kind: Int, _ bits: UInt64, count: Int) {
        addHead(kind: kind, size: count)
        add(bits, count: count)
    }

    private mutating func addHead(kind: Int, size: Int) {
        let short = size < 29 ? size : size < 285 ? 29 : size < 65_821 ? 30 : 31
        bytes.append(UInt8((kind < 8 ? kind << 5 : 0) | short))
        if kind >= 8 { bytes.append(UInt8(kind - 7)) }
        if short >= 29 { add(UInt64(size - [29, 285, 65_821][short - 29]), count: short - 28) }
    }

    private mutating func addPointer(to place: Int) {
        switch place {
        case ..<2048: addPointer(size: 0, place)
        case ..<526_336: addPointer(size: 1, place - 2048)
        case ..<134_744_064: addPointer(size: 2, place - 526_336)
        default:
            bytes.append(0b0011_1000)
            add(UInt64(place), count: 4)
        }
    }

    private mutating func addPointer(size: Int, _ number: Int) {
        bytes.append(UInt8(0b0010_0000 | size << 3 | number >> (8 * (size + 1))))
        add(UInt64(number), count: size + 1)
    }

    private mutating func add(_ number: UInt64, count: Int) {
        for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
    }
}
