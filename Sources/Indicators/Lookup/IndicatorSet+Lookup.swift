// SPDX-License-Identifier: Apache-2.0

package import EVE

// Each call adds to `found` the indices of the indicators that hold at `time` and whose value is the one given. None
// allocates, but for the growth of `found` and for names that are not ASCII.
extension IndicatorSet {
    /// Indicators for the address or a network that it lies in, those of the longest prefix first.
    ///
    /// An IPv6 address that maps an IPv4 address is taken for that.
    package func addMatches(address: IPAddress, at time: Instant, to found: inout [Int]) {
        guard has(.network) else { return }
        let address = address.mappedV4 ?? address
        guard address.isV4 else {
            let lengths = v6Lengths.span
            for index in lengths.indices { add(head(address, lengths[index], keyCount: 17), time, &found) }
            return
        }
        guard !v4Lengths.isEmpty else { return }
        var lengths = v4Lengths[Int(address.low >> 16 & 0xFFFF)]
        while lengths != 0 {
            let length = 32 - lengths.leadingZeroBitCount
            add(head(address, UInt8(length), keyCount: 5), time, &found)
            lengths &= ~(1 << UInt32(length - 1))
        }
    }

    /// The first record for the network of this length that `address` lies in.
    @inline(__always)
    private func head(_ address: IPAddress, _ length: UInt8, keyCount: Int) -> UInt32? {
        let (high, low) = Self.masked(address, length)
        return head(KeyHash.network(high, low, length, isV4: keyCount == 5)) { record in
            let key = bytes.span.extracting(record.key)
            guard record.kind == .network, key.count == keyCount, key[0] == length else { return false }
            return Self.numbers(key) == (high, low)
        }
    }

    /// Indicators for the domain `name` or a domain above it, those above first.
    ///
    /// Case and a dot at the end do not matter. Of a text that is longer than any name only the end counts.
    package func addMatches(domain name: Span<UInt8>, at time: Instant, to found: inout [Int]) {
        guard has(.domain) else { return }
        let count = found.count
        guard !walk(domain: name, isFolded: false, time, &found) else { return }
        found.removeLast(found.count - count)
        let folded = Array(name.extracting(last: 2 * IndicatorValue.domainLimit).text.lowercased().utf8)
        _ = walk(domain: folded.span, isFolded: true, time, &found)
    }

    /// Goes up to the whole name label by label; `false` if there is a letter whose case it cannot change.
    private func walk(domain name: Span<UInt8>, isFolded: Bool, _ time: Instant, _ found: inout [Int]) -> Bool {
        var end = name.count
        if end > 0, name[end - 1] == UInt8(ascii: ".") { end -= 1 }
        var hash = KeyHash(.domain)
        var dots = 0
        var at = end
        while at > 0 {
            guard end - at <= IndicatorValue.domainLimit else { return true }
            let byte = name[at - 1]
            if byte == UInt8(ascii: ".") {
                if dots > 0 { add(domain(name.extracting(at..<end), hash.value), time, &found) }
                dots += 1
            }
            guard byte < 0x80 || isFolded else { return false }
            hash.add(byte.lowercased)
            at -= 1
        }
        if dots > 0 { add(domain(name.extracting(..<end), hash.value), time, &found) }
        return true
    }

    @inline(__always)
    private func domain(_ name: Span<UInt8>, _ hash: UInt64) -> UInt32? {
        head(hash) { record in
            let key = bytes.span.extracting(record.key)
            guard record.kind == .domain, key.count == name.count else { return false }
            for at in key.indices where key[at] != name[at].lowercased { return false }
            return true
        }
    }

    /// Indicators for a digest of this kind, written in hexadecimal digits with or without colons.
    package func addMatches(digest text: Span<UInt8>, _ kind: IndicatorKind, at time: Instant, to found: inout [Int]) {
        guard has(kind), let count = kind.digestCount, let digest = Digest(text, count: count) else { return }
        var hash = KeyHash(kind)
        for index in 0..<count { hash.add(digest.bytes[count - 1 - index]) }
        let head = head(hash.value) { record in
            let key = bytes.span.extracting(record.key)
            guard record.kind == kind, key.count == count else { return false }
            for at in key.indices where key[at] != digest.bytes[at] { return false }
            return true
        }
        add(head, time, &found)
    }

    /// Indicators for a JA4 text.
    package func addMatches(ja4 text: Span<UInt8>, at time: Instant, to found: inout [Int]) {
        guard has(.ja4), text.count == 36 else { return }
        var hash = KeyHash(.ja4)
        for index in 0..<text.count { hash.add(text[text.count - 1 - index].lowercased) }
        let head = head(hash.value) { record in
            let key = bytes.span.extracting(record.key)
            guard record.kind == .ja4, key.count == text.count else { return false }
            for at in key.indices where key[at] != text[at].lowercased { return false }
            return true
        }
        add(head, time, &found)
    }

    /// Adds the record at `head` and those that share its key.
    @inline(__always)
    func add(_ head: UInt32?, _ time: Instant, _ found: inout [Int]) {
        guard var at = head else { return }
        while at != IndicatorRecord.none {
            let record = records[Int(at)]
            if record.expiry > time.microseconds || record.expiry == .max { found.append(Int(at)) }
            at = record.next
        }
    }

    private static func masked(_ address: IPAddress, _ length: UInt8) -> (high: UInt64, low: UInt64) {
        func ones(_ count: Int) -> UInt64 { count <= 0 ? 0 : count >= 64 ? .max : ~(UInt64.max >> UInt64(count)) }
        if address.isV4 { return (0, address.low & ones(Int(length) + 32)) }
        return (address.high & ones(Int(length)), address.low & ones(Int(length) - 64))
    }
}

extension UInt8 {
    /// The small letter for a capital one of ASCII, anything else as it is.
    @inline(__always)
    var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }
}

extension Span<UInt8> {
    /// These bytes as text, with U+FFFD for what is no UTF-8.
    var text: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
