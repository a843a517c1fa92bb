// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension FilterCompletion {
    /// Whether a value is worth offering for what was typed: numbers and addresses that begin so, texts that hold it.
    package func fits(_ value: FieldValue) -> Bool {
        let (text, typed) = (value.text.lowercased(), typed.lowercased())
        guard !typed.isEmpty else { return true }
        switch values?.kind {
        case .number, .address: return text.hasPrefix(typed)
        case .text, .wire, nil: return text.contains(typed)
        }
    }

    /// A filter that keeps the events with a value of `field` that fits, and perhaps others; `everything` where that cannot be
    /// told: nothing was typed, or the beginning of an IPv6 address.
    package func narrowing(of field: Field) -> Filter {
        guard !typed.isEmpty else { return .everything }
        switch field.kind {
        case .text, .wire: return .test(field, .like("*\(Self.escaped(typed))*"))
        case .number(let range):
            return Self.numbers(beginning: typed, in: range).map { ranges in
                Filter.any(ranges.map { .test(field, .between($0)) })
            } ?? .everything
        case .address:
            return Self.addresses(beginning: typed).map { ranges in
                Filter.any(ranges.map { .test(field, .addresses($0)) })
            } ?? .everything
        }
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { "*?\\".contains($0) ? ["\\", $0] : [$0] })
    }

    /// The numbers whose decimal text begins with `digits`: 44, 440 to 449, 4400 to 4499 and so on; `nil` if they are no digits.
    private static func numbers(
        beginning digits: String, in range: ClosedRange<Int64>
    ) -> [ClosedRange<Int64>]? {
        guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), digits.utf8.count < 19, let first = Int64(digits) else {
            return nil
        }
        guard first > 0 else { return [0...0] }
        var ranges: [ClosedRange<Int64>] = []
        var (least, width): (Int64, Int64) = (first, 1)
        while least <= range.upperBound {
            ranges.append(least...least.addingReportingOverflow(width - 1).partialValue)
            let (next, overflow) = least.multipliedReportingOverflow(by: 10)
            // The width is at most the number itself, so that it is the number that overflows first, or what is added to it.
            guard !overflow, !next.addingReportingOverflow(width * 10 - 1).overflow else { break }
            (least, width) = (next, width * 10)
        }
        return ranges
    }

    /// The IPv4 addresses whose text begins so; `nil` if none can.
    private static func addresses(beginning text: String) -> [ClosedRange<IPAddress>]? {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 4, let last = parts.popLast() else { return nil }
        var base: UInt32 = 0
        for part in parts {
            guard let octet = UInt8(part) else { return nil }
            base = base << 8 | UInt32(octet)
        }
        let shift = UInt32(8 * (3 - parts.count))
        let octets = last.isEmpty ? [0...255] : numbers(beginning: last, in: 0...255)
        return octets?.compactMap { octets in
            guard octets.lowerBound <= 255 else { return nil }
            let least = base << 8 | UInt32(octets.lowerBound)
            let most = base << 8 | UInt32(min(octets.upperBound, 255))
            return IPAddress(v4: least << shift)...IPAddress(v4: (most << shift) | ((1 << shift) &- 1))
        }
    }
}
