// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Intake

/// How many seeds a test of random cases goes through: few by default, many with `SOAK=1`.
enum Soak {
    static func count(_ few: Int, soak many: Int) -> Int {
        ProcessInfo.processInfo.environment["SOAK"] == "1" ? many : few
    }
}

/// Lines of bytes, found by the C library: a generic loop over bytes costs a debug build about a microsecond a byte.
enum ByteLines {
    /// The texts between line feeds, in order; a last one without line feed counts, an empty rest does not.
    static func texts(of bytes: [UInt8]) -> [String] {
        var texts: [String] = []
        unsafe bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return }
            var start = 0
            while start < all.count {
                let feed = unsafe memchr(base + start, 0x0a, all.count - start)
                let end = unsafe feed.map { unsafe UnsafeRawPointer($0) - base } ?? all.count
                unsafe texts.append(String(decoding: UnsafeRawBufferPointer(rebasing: all[start..<end]), as: UTF8.self))
                start = end + 1
            }
        }
        return texts
    }
}

/// The lines of these tests end in `"n":` and a number of their own, by which they are told apart.
enum NumberedLine {
    /// The number of a complete line; `nil` for anything else.
    static func number(of line: String) -> Int? {
        guard line.utf8.first == UInt8(ascii: "{"), line.utf8.last == UInt8(ascii: "}") else { return nil }
        var digits: [UInt8] = []
        for byte in line.utf8.dropLast().reversed() {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
            digits.append(byte)
        }
        return Int(String(decoding: digits.reversed(), as: UTF8.self))
    }
}

extension ReadLimits {
    /// Larger than any file of these tests needs but for those about size, and a block that costs nothing to fill.
    static let small = ReadLimits(line: 1 << 20, block: 1 << 15)
}
