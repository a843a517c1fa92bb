// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// The address that `text` is: dotted IPv4 or IPv6 in full, compressed or with a dotted end; `nil` if it is none.
    ///
    /// There may be no space, port, bracket or zone (`%eth0`) about it, and no leading zeros in IPv4, which some
    /// programs read as octal.
    ///
    /// Source: RFC 4291, section 2.2.
    package init?(_ text: some StringProtocol) {
        self.init(text: Array(text.utf8).span)
    }

    /// The address that these bytes of text are, as `init(_:)` does it.
    package init?(text: Span<UInt8>) {
        guard 2...45 ~= text.count else { return nil }
        // An IPv6 address has a colon among its first five bytes, an IPv4 address nowhere.
        for index in 0..<min(5, text.count) where text[index] == UInt8(ascii: ":") {
            self.init(v6Text: text)
            return
        }
        guard let v4 = Self.dotted(text, from: 0) else { return nil }
        self.init(v4: v4)
    }

    /// Four decimal numbers from `start` to the end.
    private static func dotted(_ text: Span<UInt8>, from start: Int) -> UInt32? {
        var address: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for index in start..<text.count {
            let byte = text[index]
            let digit = byte &- 0x30
            if digit <= 9 {
                guard digits == 0 || part != 0 else { return nil }
                part = part * 10 + UInt32(digit)
                digits += 1
                guard part <= 255 else { return nil }
            } else {
                guard byte == UInt8(ascii: "."), digits > 0, dots < 3 else { return nil }
                address = address << 8 | part
                part = 0
                digits = 0
                dots += 1
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | part : nil
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        case 0x41...0x46: UInt64(byte - 0x41 + 10)
        default: nil
        }
    }

    /// Groups read so far, as one 128-bit number that the next group is shifted into.
    private struct Groups {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        /// How many groups stood before `::`.
        var gap: Int?

        mutating func append(_ group: UInt64) {
            high = high << 16 | low >> 48
            low = low << 16 | group
            count += 1
        }

        /// The address once all groups are read, with the gap filled.
        var address: IPAddress? {
            guard let gap else { return count == 8 ? IPAddress(high: high, low: low) : nil }
            guard count < 8 else { return nil }
            // The groups behind the gap are at the low end already; those before it move up.
            let behind = UInt64(16 * (count - gap))
            let shift = UInt64(16 * (8 - count))
            let mask = Self.lowBits(behind)
            let front = (high: high & ~mask.high, low: low & ~mask.low)
            let moved = Self.shifted(front.high, front.low, by: shift)
            return IPAddress(high: moved.high | high & mask.high, low: moved.low | low & mask.low)
        }

        private static func lowBits(_ count: UInt64) -> (high: UInt64, low: UInt64) {
            count >= 64 ? ((1 << (count - 64)) &- 1, .max) : (0, (1 << count) &- 1)
        }

        private static func shifted(_ high: UInt64, _ low: UInt64, by bits: UInt64) -> (high: UInt64, low: UInt64) {
            if bits >= 64 { return (low << (bits - 64), 0) }
            return (high << bits | low >> (64 - bits), low << bits)
        }
    }

    private init?(v6Text text: Span<UInt8>) {
        let colon = UInt8(ascii: ":")
        var groups = Groups()
        var at = 0
        if text[0] == colon {
            guard text[1] == colon else { return nil }
            groups.gap = 0
            at = 2
        }
        while at < text.count {
            guard groups.count < 8 else { return nil }
            let start = at
            var group: UInt64 = 0
            while at < text.count, let digit = Self.hexadecimal(text[at]) {
                group = group << 4 | digit
                at += 1
                guard at - start <= 4 else { return nil }
            }
            if at < text.count, text[at] == UInt8(ascii: ".") {
                guard groups.count <= 6, let v4 = Self.dotted(text, from: start) else { return nil }
                groups.append(UInt64(v4 >> 16))
                groups.append(UInt64(v4 & 0xFFFF))
                break
            }
            guard at > start else { return nil }
            groups.append(group)
            guard at < text.count else { break }
            guard text[at] == colon, at + 1 < text.count else { return nil }
            at += 1
            if text[at] == colon {
                guard groups.gap == nil else { return nil }
                groups.gap = groups.count
                at += 1
            }
        }
        guard let address = groups.address else { return nil }
        self = address
    }
}
