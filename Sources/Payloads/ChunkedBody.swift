// SPDX-License-Identifier: Apache-2.0

/// The chunked transfer coding of HTTP/1.1.
///
/// Source: RFC 9112, section 7.1.
enum ChunkedBody {
    /// A longer line of a size and its extensions is none.
    private static let lineMost = 4096
    private static let sizeDigitsMost = 8

    static func decode(_ bytes: [UInt8]) -> DecodedBytes? {
        let start = bodyStart(of: bytes)
        var body: [UInt8] = []
        var index = start
        var chunks = 0
        while let line = sizeLine(in: bytes, at: index) {
            chunks += 1
            guard line.size > 0 else { return DecodedBytes(bytes: body, offset: start) }
            let end = min(bytes.count, line.end + line.size)
            body += bytes[line.end..<end]
            index = end
            guard end == line.end + line.size, skipLineEnd(in: bytes, at: &index) else { break }
        }
        guard chunks > 0, !body.isEmpty else { return nil }
        return DecodedBytes(bytes: body, offset: start, isCut: true)
    }

    /// Behind the empty line that ends a head; 0 if there is no head.
    private static func bodyStart(of bytes: [UInt8]) -> Int {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard bytes.count > end.count else { return 0 }
        let found = (0...bytes.count - end.count).first { bytes[$0..<$0 + end.count].elementsEqual(end) }
        guard let found else { return 0 }
        // Bytes that begin with a chunk may hold an empty line themselves.
        return sizeLine(in: bytes, at: 0) == nil ? found + end.count : 0
    }

    /// A chunk's size in hexadecimal, its extensions passed over, and where its data begins.
    private static func sizeLine(in bytes: [UInt8], at start: Int) -> (size: Int, end: Int)? {
        var index = start
        var size = 0
        while index < bytes.count, let digit = HexDigit.value(bytes[index]) {
            size = size << 4 | digit
            index += 1
            guard index - start <= sizeDigitsMost else { return nil }
        }
        guard index > start else { return nil }
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: ";") {
            while index < bytes.count, bytes[index] != 0x0D, bytes[index] != 0x0A, index - start < lineMost {
                index += 1
            }
        }
        guard skipLineEnd(in: bytes, at: &index) else { return nil }
        return (size, index)
    }

    /// Passes over CR LF, or the LF alone that some accept; whether there was one.
    private static func skipLineEnd(in bytes: [UInt8], at index: inout Int) -> Bool {
        var next = index
        if next < bytes.count, bytes[next] == 0x0D { next += 1 }
        guard next < bytes.count, bytes[next] == 0x0A else { return false }
        index = next + 1
        return true
    }
}

/// A digit of a hexadecimal number.
enum HexDigit {
    static func value(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 87
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 55
        default: nil
        }
    }
}
