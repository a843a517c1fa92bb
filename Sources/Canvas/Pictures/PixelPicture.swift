// SPDX-License-Identifier: Apache-2.0

/// A picture drawn by the terminal in pixels where it can, else in cells: two pixels above each other in one (`▀`) where the terminal has the
/// colours, or characters that are as dense as the picture is bright.
package struct PixelPicture: Sendable, Hashable {
    /// How it is drawn.
    package enum Way: String, Sendable, Hashable, CaseIterable {
        /// By the terminal itself, in its own pixels, where it can.
        case pixels
        /// In colours, where the terminal has them.
        case halfBlocks = "half-blocks"
        case characters
    }

    package let width: Int
    package let height: Int
    /// Red, green, blue of each pixel, row by row.
    package let bytes: [UInt8]

    /// - Returns: `nil` where the bytes are not those of a picture of this size.
    package init?(width: Int, height: Int, bytes: [UInt8]) {
        let (area, isTooLarge) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !isTooLarge, bytes.count.isMultiple(of: 3), bytes.count / 3 == area else {
            return nil
        }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// The ways in which it can come out on a surface, the best first.
    package static func ways(on look: Look) -> [Way] {
        (look.cellPixels == nil ? [] : [.pixels]) + (look.showsPictures ? [.halfBlocks] : []) + [.characters]
    }

    /// The way in which it comes out on a surface: as wished, or the best that there is.
    package static func way(_ wish: Way, on look: Look) -> Way {
        let ways = ways(on: look)
        return ways.contains(wish) ? wish : ways[0]
    }

    /// The largest part of a rectangle that has the picture's shape; a cell whose size nobody told is twice as high as it is wide.
    package func place(in rect: Rect, cell: CellPixels? = nil) -> Rect {
        guard !rect.isEmpty else { return Rect(x: rect.x, y: rect.y, columns: 0, rows: 0) }
        let tall = cell.map { Double($0.height) / Double($0.width) } ?? 2
        let scale = min(Double(rect.columns) / Double(width), tall * Double(rect.rows) / Double(height))
        let columns = min(rect.columns, max(1, Int((Double(width) * scale).rounded())))
        let rows = min(rect.rows, max(1, Int((Double(height) * scale / tall).rounded())))
        return Rect(x: rect.x + (rect.columns - columns) / 2, y: rect.y, columns: columns, rows: rows)
    }

    /// Draws into the part of `rect` that `place` tells, in cells: what is to be drawn in pixels is the surface's to place.
    package func draw(on surface: inout Surface, in rect: Rect, way: Way) {
        let place = place(in: rect)
        guard !place.isEmpty else { return }
        switch Self.way(way, on: surface.look) {
        case .halfBlocks, .pixels: drawBlocks(on: &surface, in: place)
        case .characters: drawCharacters(on: &surface, in: place)
        }
    }

    private func drawBlocks(on surface: inout Surface, in place: Rect) {
        for row in 0..<place.rows {
            for column in 0..<place.columns {
                let upper = mean(column, 2 * row, of: place.columns, 2 * place.rows).coarse
                let lower = mean(column, 2 * row + 1, of: place.columns, 2 * place.rows).coarse
                var style = Style()
                style.pixels = PixelColours(ink: upper, ground: lower)
                surface.put(Cell(upper == lower ? " " : "▀", style: style), x: place.x + column, y: place.y + row)
            }
        }
    }

    /// The darkest part is the first character and the brightest the last, so that a dim scene is seen too.
    private func drawCharacters(on surface: inout Surface, in place: Rect) {
        var bright: [Int] = []
        bright.reserveCapacity(place.rows * place.columns)
        for row in 0..<place.rows {
            for column in 0..<place.columns {
                bright.append(mean(column, row, of: place.columns, place.rows).luminance)
            }
        }
        let least = bright.min() ?? 0
        let span = max(Self.spanLeast, (bright.max() ?? 0) - least)
        let steps = surface.look.glyphs.pictureSteps
        for (index, value) in bright.enumerated() {
            let step = min(steps.count - 1, (value - least) * steps.count / (span + 1))
            surface.put(
                Cell(steps[step], style: Style(.text)), x: place.x + index % place.columns,
                y: place.y + index / place.columns)
        }
    }

    /// What differs less is not told apart: noise would be all that is seen of an even picture.
    private static let spanLeast = 32
    /// Pixels of one side that are looked at for one of the cells, so that the work is bounded by the cells.
    private static let samplesMost = 4

    /// The colour of one part of the picture, of so many beside and above each other.
    func mean(_ column: Int, _ row: Int, of columns: Int, _ rows: Int) -> RGB {
        let across = Self.span(column, of: columns, in: width)
        let down = Self.span(row, of: rows, in: height)
        var sum = (red: 0, green: 0, blue: 0)
        var count = 0
        for y in stride(from: down.lowerBound, to: down.upperBound, by: Self.step(down.count)) {
            for x in stride(from: across.lowerBound, to: across.upperBound, by: Self.step(across.count)) {
                let index = 3 * (y * width + x)
                sum.red += Int(bytes[index])
                sum.green += Int(bytes[index + 1])
                sum.blue += Int(bytes[index + 2])
                count += 1
            }
        }
        return RGB(
            red: UInt8(sum.red / count), green: UInt8(sum.green / count), blue: UInt8(sum.blue / count))
    }

    /// The pixels that a part of a side stands for, at least one.
    private static func span(_ part: Int, of parts: Int, in length: Int) -> Range<Int> {
        let start = min(length - 1, part * length / parts)
        return start..<min(length, max(start + 1, (part + 1) * length / parts))
    }

    private static func step(_ count: Int) -> Int { max(1, (count + samplesMost - 1) / samplesMost) }
}

extension PixelPicture {
    /// The cells of a rectangle of the picture, in pixels, once it is drawn at `place`; `nil` where nothing of it is in the picture.
    package func cells(x: Int, y: Int, width: Int, height: Int, at place: Rect) -> Rect? {
        func part(_ pixel: Int, _ length: Int, _ cells: Int) -> Int { min(max(0, pixel), length) * cells / length }
        let (right, rightIsOver) = x.addingReportingOverflow(width)
        let (bottom, bottomIsOver) = y.addingReportingOverflow(height)
        guard !rightIsOver, !bottomIsOver, right > 0, bottom > 0, x < self.width, y < self.height, width > 0, height > 0
        else { return nil }
        let left = part(x, self.width, place.columns)
        let top = part(y, self.height, place.rows)
        let columns = max(1, part(right, self.width, place.columns) - left)
        let rows = max(1, part(bottom, self.height, place.rows) - top)
        return Rect(x: place.x + left, y: place.y + top, columns: columns, rows: rows)
    }
}

extension GlyphSet {
    /// Characters from none of a cell to all of it.
    var pictureSteps: [Unicode.Scalar] { self == .ascii ? Self.asciiPicture : heatSteps }

    private static let asciiPicture: [Unicode.Scalar] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]
}

extension Surface {
    /// Puts one of our own characters upon a picture, which shows behind it.
    package mutating func write(upon glyph: Glyph, x: Int, y: Int, role: Role) {
        guard let pixels = self[x, y].style.pixels else {
            return write(glyph, x: x, y: y, style: Style(role, on: .background, .bold))
        }
        var style = Style(role, on: .background, .bold)
        // White or black, whatever stands out.
        let ground = pixels.ground
        let ink: UInt8 = ground.luminance > 127 ? 0 : 255
        style.pixels = PixelColours(ink: RGB(red: ink, green: ink, blue: ink), ground: ground)
        put(Cell(look.glyphs[glyph], style: style), x: x, y: y)
    }
}
