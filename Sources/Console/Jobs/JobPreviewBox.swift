// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas

/// One frame of a job, with where it was filled.
struct JobPreviewBox {
    let preview: JobPreviewState
    /// Why there is no picture of this job, where there cannot be one.
    let reason: String?
    let keys: KeyTable
    /// Why the original is not to be had; `nil` where it is.
    let originalReason: String?
    /// Whether other frames can be stepped to.
    let hasSteps: Bool
    let isFocused: Bool

    func draw(into surface: inout Surface, in rect: Rect, picture place: Rect?) {
        PanelTitle(title, facts: facts(surface.look), isFocused: isFocused).draw(on: &surface, in: rect)
        guard let place else { return }
        guard let picture = preview.picture,
            let pixels = PixelPicture(width: picture.width, height: picture.height, bytes: picture.pixels)
        else {
            let words = preview.refusal ?? reason ?? "Looking…"
            let isBad = preview.refusal != nil
            EmptyState([StyledLine(words, isBad ? .stateBad : .textDim)]).draw(on: &surface, in: place)
            return
        }
        let regions = preview.showsOutlines && !preview.isOriginal ? picture.regions.prefix(Self.outlinesMost) : []
        if PixelPicture.way(preview.way, on: surface.look) == .pixels {
            let outlined = pixels.outlined(regions.map(Self.dashes))
            surface.place(
                PlacedPicture(
                    outlined, in: pixels.place(in: place, cell: surface.look.cellPixels), of: subject))
        } else {
            pixels.draw(on: &surface, in: place, way: preview.way)
            let shown = pixels.place(in: place)
            for region in regions { outline(region, of: pixels, at: shown, on: &surface) }
        }
        surface.write(legend(surface.look), x: place.x, y: place.bottom, width: place.columns)
    }

    private static let outlinesMost = 512

    /// Pictures of other jobs, and originals, must not stay while the next one is under way.
    private var subject: String { "\(preview.isOriginal ? "original" : "processed") \(preview.job ?? 0)" }

    private var title: String { preview.isOriginal ? "Preview, ORIGINAL" : "Preview, processed" }

    private func facts(_ look: Look) -> StyledLine {
        guard let picture = preview.picture else { return [] }
        let way = PixelPicture.way(preview.way, on: look)
        var facts: StyledLine = [.text("frame \(Figure.grouped(picture.frame))", .textDim)]
        func add(_ command: Command, _ words: String) {
            guard let key = keys.hint(for: command, in: [.jobs]) else { return }
            facts.spans += [.text("  \(key)", .key, .bold), .text(" \(words)", .textDim)]
        }
        add(.previewWay, way.rawValue)
        if hasSteps, let earlier = keys.hint(for: .previewEarlier, in: [.jobs]) {
            facts.spans.append(.text("  \(earlier)", .key, .bold))
            add(.previewLater, "step")
        }
        return facts
    }

    private func legend(_ look: Look) -> StyledLine {
        let outlineWord = PixelPicture.way(preview.way, on: look) == .pixels ? "dashed" : "dotted"
        if preview.isOriginal {
            let key = keys.hint(for: .jobOriginal, in: [.jobs]) ?? ":original"
            return [
                .text(" ORIGINAL ", Style(.ink, on: .urgencyCritical, .bold)),
                .text(" this look is recorded; \(key) or Esc puts it away", .text),
            ]
        }
        if let refusal = preview.refusal { return StyledLine(refusal, .stateBad) }
        let outlines = keys.hint(for: .previewOutlines, in: [.jobs]) ?? ""
        let verb = preview.showsOutlines ? "hides" : "shows"
        var line: StyledLine = [
            .text(preview.showsOutlines ? "\(outlineWord): what was filled; " : "", .textDim),
            .text(outlines, .key, .bold),
            .text(" \(verb) \(preview.showsOutlines ? "it" : "what was filled"). ", .textDim),
        ]
        if let originalReason {
            line.spans.append(.text("Original: \(originalReason)", .textDim))
        } else {
            line.spans += [
                .text(keys.hint(for: .jobOriginal, in: [.jobs]) ?? "", .key, .bold), .text(" original", .textDim),
            ]
        }
        return line
    }

    /// A frame in the picture itself, where the terminal draws it: white and black, or red where a region was found again.
    private static func dashes(_ region: Region) -> PixelPicture.Outline {
        let box = region.box
        let colour = RGB(red: region.origin == .residual ? 255 : 0, green: 0, blue: 0)
        return PixelPicture.Outline(x: box.x, y: box.y, width: box.width, height: box.height, colour: colour)
    }

    /// A dotted frame with the beginning of the class's name in it, as far as there is room.
    private func outline(_ region: Region, of pixels: PixelPicture, at place: Rect, on surface: inout Surface) {
        let box = region.box
        guard let cells = pixels.cells(x: box.x, y: box.y, width: box.width, height: box.height, at: place) else {
            return
        }
        let role: Role = region.origin == .residual ? .stateBad : .accent
        for x in cells.x..<cells.right {
            surface.write(upon: .zero, x: x, y: cells.y, role: role)
            surface.write(upon: .zero, x: x, y: cells.bottom - 1, role: role)
        }
        for y in cells.y..<cells.bottom {
            surface.write(upon: .zero, x: cells.x, y: y, role: role)
            surface.write(upon: .zero, x: cells.right - 1, y: y, role: role)
        }
        guard cells.columns >= 5 else { return }
        surface.write(
            String(region.kind.rawValue.prefix(cells.columns - 2)), x: cells.x + 1, y: cells.y,
            width: cells.columns - 2, style: Style(role, on: .background, .bold))
    }
}
