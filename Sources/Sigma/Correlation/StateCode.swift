// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Writes what `StateReader` reads: numbers of 7 bits a byte, the lowest first, and texts with their length before them.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func count(_ count: Int) {
        number(UInt64(count))
    }

    /// A number that may be below zero: its sign is the lowest bit.
    mutating func signed(_ number: Int64) {
        self.number(UInt64(bitPattern: number << 1 ^ number >> 63))
    }

    mutating func time(_ time: Instant) {
        signed(time.microseconds)
    }

    mutating func text(_ text: String) {
        block(Array(text.utf8))
    }

    mutating func block(_ block: [UInt8]) {
        count(block.count)
        bytes += block
    }

    /// FNV-1a over `bytes`; a loop of its own because a state is long and `Fingerprint` takes any sequence.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash = Fingerprint.empty
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Eight bytes, the lowest first.
    mutating func word(_ word: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
}

/// Reads what `StateWriter` wrote, or anything else without harm.
struct StateReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }
    /// What an error says about the place.
    var damage: CorrelationStateError { .damaged(at: rest.startIndex) }

    mutating func number() throws(CorrelationStateError) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst(), shift < 63 || byte <= 1 else { throw damage }
            number |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return number }
        }
        throw damage
    }

    /// A number of things, each of which takes at least one byte.
    mutating func count() throws(CorrelationStateError) -> Int {
        let number = try number()
        guard number <= UInt64(rest.count) else { throw damage }
        return Int(number)
    }

    mutating func signed() throws(CorrelationStateError) -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    mutating func time() throws(CorrelationStateError) -> Instant {
        Instant(microseconds: try signed())
    }

    mutating func text() throws(CorrelationStateError) -> String {
        let bytes = try block()
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damage }
        return text
    }

    mutating func block() throws(CorrelationStateError) -> ArraySlice<UInt8> {
        let count = try count()
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func word() throws(CorrelationStateError) -> UInt64 {
        guard rest.count >= 8 else { throw damage }
        defer { rest = rest.dropFirst(8) }
        return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
