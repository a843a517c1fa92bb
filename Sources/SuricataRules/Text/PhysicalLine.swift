// SPDX-License-Identifier: Apache-2.0

/// One line of a file's bytes, as an editor shows it.
struct PhysicalLine {
    /// Its bytes, with the line feed.
    var range: Range<Int>
    /// Where its text ends: before the line feed and the white space in front of it, as Suricata sees it.
    var textEnd: Int
    /// Its number, counted from 1.
    var number: Int

    /// The line that begins at `start`, which must lie within `bytes`.
    init(_ bytes: [UInt8], from start: Int, number: Int) {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
            end += 1
        }
        range = start..<min(end + 1, bytes.count)
        textEnd = end
        self.number = number
        while textEnd > start, bytes[textEnd - 1].isBlank {
            textEnd -= 1
        }
    }

    /// Whether a backslash at its end joins the next line to it.
    func isContinued(_ bytes: [UInt8]) -> Bool {
        textEnd > range.lowerBound && bytes[textEnd - 1] == UInt8(ascii: "\\")
    }

    /// Where the first byte stands that is no white space, `textEnd` if there is none.
    func firstByte(_ bytes: [UInt8]) -> Int {
        var at = range.lowerBound
        while at < textEnd, bytes[at].isBlank {
            at += 1
        }
        return at
    }
}

extension UInt8 {
    /// Whether it is white space within a line.
    var isBlank: Bool { self == 0x20 || 0x09...0x0D ~= self && self != 0x0A }

    /// Whether it is a decimal digit in ASCII.
    var isDigit: Bool { 0x30...0x39 ~= self }

    /// Whether a Unicode scalar begins with it in UTF-8.
    var beginsScalar: Bool { self & 0xC0 != 0x80 }
}

extension Character {
    /// Whether it is white space within a line, of ASCII: that is all that Suricata knows.
    var isBlank: Bool { asciiValue?.isBlank == true }
}
