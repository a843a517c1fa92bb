// SPDX-License-Identifier: Apache-2.0

/// Values as an MMDB file holds them, read within bounds and in limited steps, whatever the bytes say.
///
/// Nothing calls itself: nested lists, two bytes a level, would overflow the stack; see docs/decisions/0025.
///
/// Source: MaxMind DB File Format Specification 2.0, "Output Data Section".
struct DataSection {
    /// What a value is; the raw value is its number in the format.
    enum Kind: UInt8 {
        case pointer = 1
        case text, double, bytes, uint16, uint32, map, int32, uint64, uint128, array, cache, end, boolean, float
    }

    /// A value without what it holds.
    struct Value {
        var kind: Kind
        /// Bytes; of a map its pairs, of an array its members, of a boolean the value, of a pointer where it leads.
        var size: Int
        /// Where its bytes or members begin.
        var start: Int
    }

    let section: BoundedBytes

    init(_ bytes: ArraySlice<UInt8>) {
        section = BoundedBytes(bytes)
    }

    /// The bytes of a value, at most `limit`; none where they are not there.
    func bytes(of value: Value, limit: Int = .max) -> ArraySlice<UInt8> {
        section.slice(at: value.start, count: value.size).prefix(limit)
    }

    /// The value at an offset as it stands there; `nil` where there is none.
    func head(at offset: Int) -> Value? {
        guard var number = section.number(at: offset, count: 1) else { return nil }
        let control = number
        var start = offset + 1
        if control >> 5 == 0 {
            guard let extended = section.number(at: start, count: 1) else { return nil }
            number = (extended + 7) << 5
            start += 1
        }
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: number >> 5)), number >> 5 <= UInt8.max else {
            return nil
        }
        if kind == .pointer { return pointer(control, at: start) }
        var size = control & 31
        if size >= 29 {
            let count = size - 28
            guard let more = section.number(at: start, count: count) else { return nil }
            size = more + [29, 285, 65_821][count - 1]
            start += count
        }
        return Value(kind: kind, size: size, start: start)
    }

    private func pointer(_ control: Int, at start: Int) -> Value? {
        let count = control >> 3 & 3
        guard let rest = section.number(at: start, count: count + 1) else { return nil }
        let target = count == 3 ? rest : (control & 7) << (8 * (count + 1)) + rest + [0, 2048, 526_336][count]
        return Value(kind: .pointer, size: target, start: start + count + 1)
    }

    /// The value at an offset, or where the pointer there leads, which must be no other pointer.
    func value(at offset: Int) -> Value? {
        guard let head = head(at: offset) else { return nil }
        guard head.kind == .pointer else { return head }
        guard let target = self.head(at: head.size), target.kind != .pointer else { return nil }
        return target
    }

    /// Where the value behind the one at `offset` stands; takes its members off `steps`, and is `nil` when these run out.
    func end(of offset: Int, steps: inout Int) -> Int? {
        var place = offset
        var left = 1
        while left > 0 {
            steps -= 1
            guard steps >= 0, let head = head(at: place) else { return nil }
            left -= 1
            place = head.start
            switch head.kind {
            case .map: left += 2 * head.size
            case .array: left += head.size
            case .pointer, .boolean, .cache, .end: break
            default:
                guard section.holds(head.size, at: place) else { return nil }
                place += head.size
            }
        }
        return place
    }

    /// The member of a map that `key` names.
    func member(_ key: String, of map: Value, steps: inout Int) -> Value? {
        guard map.kind == .map else { return nil }
        var place = map.start
        for _ in 0..<map.size {
            guard let name = value(at: place), name.kind == .text,
                let behindKey = end(of: place, steps: &steps)
            else { return nil }
            if isText(name, key) { return value(at: behindKey) }
            guard let behindValue = end(of: behindKey, steps: &steps) else { return nil }
            place = behindValue
        }
        return nil
    }

    private func isText(_ value: Value, _ text: String) -> Bool {
        value.size == text.utf8.count && bytes(of: value).elementsEqual(text.utf8)
    }
}
