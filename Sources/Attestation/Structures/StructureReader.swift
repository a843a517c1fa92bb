// SPDX-License-Identifier: Apache-2.0

/// Reads a structure of TPM 2.0 front to back: numbers of a width, highest byte first, and byte strings with their count before them.
///
/// It never reads past the end; what is not there is `malformed`. (TPM 2.0 Library, part 1, section 4 "Data structure marshaling")
struct StructureReader: ~Copyable {
    private let bytes: [UInt8]
    private(set) var offset: Int
    private let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, from: 0, to: bytes.count)
    }

    private init(_ bytes: [UInt8], from offset: Int, to end: Int) {
        self.bytes = bytes
        self.offset = offset
        self.end = end
    }

    var left: Int { end - offset }

    mutating func number8() throws(FailedCheck) -> UInt8 {
        guard offset < end else { throw cut }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func number16() throws(FailedCheck) -> UInt16 { UInt16(truncatingIfNeeded: try number(2)) }

    mutating func number32() throws(FailedCheck) -> UInt32 { UInt32(truncatingIfNeeded: try number(4)) }

    mutating func number64() throws(FailedCheck) -> UInt64 { try number(8) }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws(FailedCheck) -> [UInt8] {
        guard count >= 0, count <= left else { throw cut }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    /// A `TPM2B` of at most `limit` bytes.
    mutating func sized(_ limit: Int) throws(FailedCheck) -> [UInt8] {
        let count = Int(try number16())
        guard count <= limit else {
            throw FailedCheck(.malformed, expected: .text("at most \(limit) bytes"), found: .text("\(count) bytes"))
        }
        return try take(count)
    }

    /// A number whose bytes stand lowest first, as in logs of the platform's firmware.
    mutating func little(_ count: Int) throws(FailedCheck) -> UInt64 {
        try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Requires that everything was read.
    func finish(_ reason: Reason = .trailingBytes) throws(FailedCheck) {
        guard left == 0 else { throw FailedCheck(reason, found: .text("\(left) bytes too many")) }
    }

    private mutating func number(_ count: Int) throws(FailedCheck) -> UInt64 {
        guard count <= left else { throw cut }
        var value: UInt64 = 0
        for index in offset..<offset + count { value = value << 8 | UInt64(bytes[index]) }
        offset += count
        return value
    }

    private var cut: FailedCheck { FailedCheck(.malformed, found: .text("cut off after \(end) bytes")) }
}
