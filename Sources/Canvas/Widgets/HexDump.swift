// SPDX-License-Identifier: Apache-2.0

/// Bytes in rows: offset, hexadecimal, and what of them is printable ASCII.
package struct HexDump: Sendable {
    /// The bytes in view.
    package var bytes: [UInt8]
    /// The offset of the first of them.
    package var offset: Int
    /// Bytes to be seen, counted in `bytes`.
    package var highlight: Range<Int>?

    package init(_ bytes: [UInt8], offset: Int = 0, highlight: Range<Int>? = nil) {
        self.bytes = bytes
        self.offset = max(0, offset)
        self.highlight = highlight
    }

    private static let digits = Array("0123456789abcdef".unicodeScalars)

    /// How many bytes go in a row of `columns` cells: 4, 8, 12 or 16.
    package static func bytesPerRow(columns: Int) -> Int {
        // Each takes four cells; the offset and the gaps take ten.
        min(16, max(4, (columns - 10) / 16 * 4))
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let perRow = Self.bytesPerRow(columns: rect.columns)
        let shown = min(perRow, bytes.count)
        let offsetDigits = offset > 0xFFFF - bytes.count ? 8 : 4
        for row in 0..<min(rect.rows, (bytes.count + perRow - 1) / perRow) {
            let y = rect.y + row
            let hexColumn = 2 + offsetDigits + 2
            hex(
                offset &+ row * perRow, digits: offsetDigits, x: rect.x + 2, y: y, style: Style(.textDim), &surface,
                rect)
            for index in row * perRow..<min(bytes.count, (row + 1) * perRow) {
                let slot = index - row * perRow
                let isHighlit = highlight?.contains(index) ?? false
                let style = Style(isHighlit ? .textStrong : .text, on: .background, isHighlit ? [.bold, .reverse] : [])
                hex(Int(bytes[index]), digits: 2, x: rect.x + hexColumn + slot * 3, y: y, style: style, &surface, rect)
                let byte = bytes[index]
                let isPrintable = byte >= 0x20 && byte < 0x7F
                put(
                    isPrintable ? Unicode.Scalar(byte) : ".", x: rect.x + hexColumn + shown * 3 + 2 + slot, y: y,
                    style: isPrintable ? style : Style(.textDim, on: .background, style.attributes), &surface, rect)
            }
        }
    }

    private func hex(
        _ value: Int, digits: Int, x: Int, y: Int, style: Style, _ surface: inout Surface, _ rect: Rect
    ) {
        for digit in 0..<digits {
            let nibble = (value >> ((digits - 1 - digit) * 4)) & 0x0F
            put(Self.digits[nibble], x: x + digit, y: y, style: style, &surface, rect)
        }
    }

    private func put(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style, _ surface: inout Surface, _ rect: Rect) {
        guard x < rect.right else { return }
        surface.put(Cell(scalar, style: style), x: x, y: y)
    }
}
