// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension FilterCompletion {
    /// What of a value is behind `>=` or `1000..`.
    static func end(of value: LexedText, _ kind: ValueKind) -> LexedText {
        var end = value
        while let sign = end.letters.first, sign.isBare("<") || sign.isBare(">") || sign.isBare("=") {
            end = end.dropFirst(1)
        }
        guard let (first, last) = end.splitAtDots() else { return end }
        switch kind {
        case .text: return end
        case .number, .address: return last
        case .wire:
            let isRange =
                first.isEmpty
                ? last.isEmpty || DecimalText(last.text) != nil
                : DecimalText(first.text) != nil || IPAddress(first.text) != nil
            return isRange ? last : end
        }
    }

    /// Whether a text is written as values of the kind are, so that it is one, or begins or holds what one does.
    static func isOfValue(_ text: LexedText, _ kind: ValueKind) -> Bool {
        guard !text.hasWildcard else { return false }
        let written = text.text
        switch kind {
        case .text: return true
        // Values have no zeros in front, but can be asked for with them.
        case .number: return !written.hasPrefix("0") || written == "0"
        case .address: return !written.contains("/") && !written.hasPrefix("0") && !written.contains(":0")
        case .wire: return written.firstIndex(of: "/").map { IPAddress(String(written[..<$0])) == nil } ?? true
        }
    }

    /// Whether a value is worth offering for what was typed: numbers and addresses that begin so, texts that hold it.
    package func fits(_ value: FieldValue) -> Bool {
        let (text, typed) = (value.text.lowercased(), typed.lowercased())
        guard !typed.isEmpty else { return true }
        switch values?.kind {
        case .number: return text.hasPrefix(typed)
        case .address: return text.hasPrefix(typed) || IPAddress(typed).map { value == .address($0) } ?? false
        case .text, .wire, nil: return text.contains(typed)
        }
    }

    /// A filter that keeps the events with a value of `field` that fits, and perhaps others; `everything` where that cannot be
    /// told.
    package func narrowing(of field: Field) -> Filter {
        guard !typed.isEmpty else { return .everything }
        switch field.kind {
        case .text, .wire: return .test(field, .like("*\(Self.escaped(typed))*"))
        case .number(let range):
            return Self.numbers(beginning: typed, in: range).map { ranges in
                Filter.any(ranges.map { .test(field, .between($0)) })
            } ?? .everything
        case .address:
            let ranges = (Self.addresses(beginning: typed) ?? []) + (Self.longAddresses(beginning: typed) ?? [])
            return ranges.isEmpty ? .everything : .any(ranges.map { .test(field, .addresses($0)) })
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

    /// The IPv6 addresses whose text begins so, and perhaps others: where the groups behind `::` stand is not known. `nil` if none
    /// can.
    private static func longAddresses(beginning text: String) -> [ClosedRange<IPAddress>]? {
        let gap = text.firstRange(of: "::")?.lowerBound
        var groups = text[..<(gap ?? text.endIndex)].split(separator: ":", omittingEmptySubsequences: gap != nil)
        let last = gap == nil ? groups.popLast() ?? "" : ""
        var known: [UInt16] = []
        for group in groups {
            guard let number = hexadecimal(group) else { return nil }
            known.append(number)
        }
        // What is left out is at least one group of zeros.
        if gap != nil { known.append(0) }
        // Zeros in front may be typed, but values have none: what such a group begins with is not known.
        guard !last.isEmpty, !last.hasPrefix("0") else { return addresses(beginning: known).map { [$0] } }
        guard let number = hexadecimal(last) else { return nil }
        return (0...4 - last.count).compactMap { digits in
            let least = number << (4 * digits)
            return addresses(beginning: known + [least], to: known + [least | ((1 << (4 * digits)) - 1)])
        }
    }

    private static func hexadecimal(_ text: Substring) -> UInt16? {
        text.utf8.count <= 4 && text.allSatisfy(\.isHexDigit) ? UInt16(text, radix: 16) : nil
    }

    /// The IPv6 addresses from those that begin with some groups to those that do with others; `nil` for more than eight.
    private static func addresses(
        beginning first: [UInt16], to last: [UInt16]? = nil
    ) -> ClosedRange<IPAddress>? {
        guard first.count <= 8 else { return nil }
        func address(_ groups: [UInt16], _ rest: UInt16) -> IPAddress {
            let all = groups + Array(repeating: rest, count: 8 - groups.count)
            return IPAddress(
                high: all[..<4].reduce(0) { $0 << 16 | UInt64($1) }, low: all[4...].reduce(0) { $0 << 16 | UInt64($1) })
        }
        return address(first, 0)...address(last ?? first, .max)
    }
}
