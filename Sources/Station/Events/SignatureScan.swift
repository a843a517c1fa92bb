// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Finds lines of a rule file by a number, without taking all of them apart: collections have some ten thousand.
enum SignatureScan {
    /// Lines with the same number are looked at so often at the most.
    private static let linesMost = 16

    /// The lines that may be the signature `sid`, those that backslashes join as one.
    static func lines(of sid: UInt32, in bytes: [UInt8]) -> [(range: Range<Int>, number: Int)] {
        let digits = Array(String(sid).utf8)
        var found: [(range: Range<Int>, number: Int)] = []
        var number = 1
        var start = 0
        while start < bytes.count, found.count < linesMost {
            var end = start
            var lines = 0
            repeat {
                while end < bytes.count, bytes[end] != 0x0A { end += 1 }
                end = min(bytes.count, end + 1)
                lines += 1
            } while end < bytes.count && goesOn(bytes, end)
            if names(digits, in: bytes, start..<end) { found.append((start..<end, number)) }
            number += lines
            start = end
        }
        return found
    }

    /// Whether the line that ends before `end` is joined to the next one.
    private static func goesOn(_ bytes: [UInt8], _ end: Int) -> Bool {
        var last = end - 2
        if last >= 0, bytes[last] == 0x0D { last -= 1 }
        return last >= 0 && bytes[last] == UInt8(ascii: "\\")
    }

    /// Whether `sid:` stands in the range with these digits behind it.
    private static func names(_ digits: [UInt8], in bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index + 4 + digits.count <= range.upperBound {
            guard bytes[index] | 0x20 == UInt8(ascii: "s"), bytes[index + 1] | 0x20 == UInt8(ascii: "i"),
                bytes[index + 2] | 0x20 == UInt8(ascii: "d")
            else {
                index += 1
                continue
            }
            var at = index + 3
            while at < range.upperBound, bytes[at] == 0x20 || bytes[at] == UInt8(ascii: ":") { at += 1 }
            let end = at + digits.count
            let isWhole = end >= range.upperBound || !(0x30...0x39).contains(bytes[end])
            if end <= range.upperBound, isWhole, bytes[at..<end].elementsEqual(digits) { return true }
            index += 3
        }
        return false
    }

    /// The files that patterns name, as glob(7) has it, in order; a path without wildcards stays as it is.
    static func expand(_ patterns: [String]) -> [String] {
        var paths: [String] = []
        for pattern in patterns {
            guard pattern.contains(where: { "*?[".contains($0) }) else {
                paths.append(pattern)
                continue
            }
            var found = unsafe glob_t()
            defer { unsafe globfree(&found) }
            guard unsafe glob(pattern, 0, nil, &found) == 0 else { continue }
            for index in 0..<Int(unsafe found.gl_pathc) {
                if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(cString: path)) }
            }
        }
        return paths
    }
}
