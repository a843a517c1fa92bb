// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Searches for line feeds at the speed of the C library, which a loop in Swift does not reach.
enum ByteScan {
    static let lineFeed: UInt8 = 0x0a

    static func firstLineFeed(in bytes: [UInt8], from start: Int) -> Int? {
        guard start < bytes.count else {
            return nil
        }
        return unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, Int32(lineFeed), bytes.count - start)
            else {
                return nil
            }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Nearly always the last byte or in the last line, so a loop does.
    static func lastLineFeed(in bytes: [UInt8], from start: Int) -> Int? {
        var index = bytes.count
        while index > start {
            index -= 1
            if bytes[index] == lineFeed { return index }
        }
        return nil
    }

    /// How many lines `bytes` hold, one without line feed at the end included.
    static func lines(in bytes: [UInt8]) -> Int {
        var count = 0
        var next = 0
        while let found = firstLineFeed(in: bytes, from: next) {
            count += 1
            next = found + 1
        }
        return next < bytes.count ? count + 1 : count
    }
}
