// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// Which picture the terminal shows in its own pixels, and what to write so that it shows another one.
///
/// Pictures may go over a slow line: none has more than `limit` bytes, and none comes sooner than `rest` after the one before was written, nor sooner
/// than that took to write, since keys wait meanwhile. What must not be seen any more goes at once, from the terminal's memory too.
struct PictureOutput: Sendable {
    /// What is to be written besides the cells.
    struct Step: Equatable {
        /// Before them.
        var before: [UInt8] = []
        /// Rows that the terminal has otherwise than ncurses believes.
        var spoiled: Range<Int>?
        /// After them.
        var after: [UInt8] = []
    }

    static let limit = 128 * 1024
    static let rest = Duration.seconds(2)

    /// The picture that was sent last and not taken away.
    private(set) var shown: PlacedPicture?
    /// Whether it may have been overwritten, by whatever clears or reshapes the screen.
    private var isSpoiled = false
    /// Which of kitty's pictures is there.
    private var number = 0
    /// No picture before then.
    private var next: ContinuousClock.Instant?

    /// The screen was cleared, reshaped, or used by others.
    mutating func spoil() { isSpoiled = true }

    /// What leads to `wanted` on a screen of a size, as far as that may be now; it is called again and again.
    mutating func step(
        to wanted: PlacedPicture?, by graphics: TerminalGraphics?, size: Size, now: ContinuousClock.Instant
    ) -> Step {
        var step = Step()
        let isOther = shown != nil && (shown?.place != wanted?.place || shown?.subject != wanted?.subject)
        if let old = shown, isSpoiled || isOther || graphics == nil { takeAway(old, graphics, &step) }
        isSpoiled = false
        // A sixel picture at the last row would scroll the screen.
        guard let wanted, let graphics, wanted != shown, wanted.place.bottom < size.rows,
            wanted.place.right <= size.columns
        else { return step }
        if let next, now < next { return step }
        let (row, column) = (wanted.place.y + 1, wanted.place.x + 1)
        step.after = Array("\u{1b}7\u{1b}[\(row);\(column)H".utf8) + bytes(wanted, graphics) + Array("\u{1b}8".utf8)
        shown = wanted
        next = now + Self.rest
        return step
    }

    /// A step's picture was written, which takes long where the terminal reads slowly.
    mutating func wrote(from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        next = end + max(Self.rest, end - begin)
    }

    /// What takes our pictures away for good, for when the screen is left; short enough for a crash.
    static func farewell(_ form: TerminalGraphics.Form?) -> [UInt8] {
        switch form {
        case nil: []
        case .kitty: KittyPicture.numbers.flatMap(KittyPicture.delete)
        case .sixel: Array("\u{1b}[m\u{1b}[2J".utf8)
        }
    }

    private mutating func takeAway(_ old: PlacedPicture, _ graphics: TerminalGraphics?, _ step: inout Step) {
        shown = nil
        if graphics?.form == .kitty {
            step.before = KittyPicture.delete(KittyPicture.numbers[number])
        } else {
            // Cells are drawn over it.
            step.spoiled = old.place.y..<old.place.bottom
        }
    }

    private mutating func bytes(_ wanted: PlacedPicture, _ graphics: TerminalGraphics) -> [UInt8] {
        let (width, height) = (wanted.place.columns * graphics.cell.width, wanted.place.rows * graphics.cell.height)
        switch graphics.form {
        case .kitty:
            // Three bytes are four letters, and each command has some bytes around them.
            let most = (Self.limit - 1024) / 4 * 64 / 66
            let picture = Self.fitting(wanted.picture, width: width, height: height, pixels: most)
            let old = shown == nil ? [] : KittyPicture.delete(KittyPicture.numbers[number])
            number = (number + 1) % KittyPicture.numbers.count
            return KittyPicture.show(
                picture, number: KittyPicture.numbers[number], columns: wanted.place.columns, rows: wanted.place.rows)
                + old
        case .sixel(let colours):
            // How long it becomes shows only when it is written.
            var most = Self.limit
            while most > 0 {
                let picture = Self.fitting(wanted.picture, width: width, height: height, pixels: most)
                if let bytes = SixelPicture.show(
                    picture, width: width, height: height, colours: colours, limit: Self.limit)
                {
                    return bytes
                }
                most /= 2
            }
            return []
        }
    }

    /// A picture that has no more pixels than are seen, and no more than so many.
    static func fitting(_ picture: PixelPicture, width: Int, height: Int, pixels: Int) -> PixelPicture {
        let scale = min(
            1, Double(width) / Double(picture.width), Double(height) / Double(picture.height),
            (Double(pixels) / Double(picture.width * picture.height)).squareRoot())
        guard scale < 1 else { return picture }
        return picture.scaled(
            width: Int(Double(picture.width) * scale), height: Int(Double(picture.height) * scale))
    }
}
