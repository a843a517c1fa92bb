// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import Canvas
internal import EVE
internal import Query

/// The lines at the top of a page: what it is of, when and where that was seen first and last, and how much there is of it.
struct EntityHead {
    let page: EntityPage
    let profile: EntityProfile

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        PanelTitle(
            profile.title ?? page.entity.text, facts: StyledLine(page.entity.kind, .textDim), isFocused: false
        ).draw(on: &surface, in: rect)
        let lines = [about, seen(context), counts].filter { !$0.spans.isEmpty }
        for (offset, line) in lines.enumerated() where offset + 1 < rect.rows {
            surface.write(line, x: rect.x + 2, y: rect.y + 1 + offset, width: rect.columns - 3)
        }
    }

    /// How many rows it needs, with its title.
    var rows: Int { about.spans.isEmpty ? 3 : 4 }

    /// What the station knows of it besides its events.
    private var about: StyledLine {
        var line: StyledLine = []
        if let asset = page.asset {
            let texts = [asset.what, asset.street, asset.owner].filter { !$0.isEmpty }
            line.spans += [
                .text(asset.name, .textStrong), .text("  \(texts.joined(separator: ", "))  ", .text),
                .text(asset.criticality.rawValue, asset.criticality.role),
            ]
        }
        if let location = page.location {
            let place = EventView.line(location)
            line = line.spans.isEmpty ? place : line + StyledLine("   ", .text) + place
        }
        return line
    }

    private func seen(_ context: DrawContext) -> StyledLine {
        guard let first = profile.first, let last = profile.last else {
            return StyledLine(
                profile.isPartial ? "Nothing was found so far" : "No stored event speaks of it", .textDim)
        }
        let moment = MomentText(zone: context.zone, now: context.now)
        let scope = profile.isEver ? "first seen " : "first seen in this range "
        return [
            .text(scope, .textDim), .text(moment.seconds(first.time), .textStrong), .text(" \(first.gateway)", .text),
            .text("   last ", .textDim), .text(moment.seconds(last.time), .textStrong),
            .text(" \(last.gateway)", .text),
        ]
    }

    private var counts: StyledLine {
        var line: StyledLine = [
            .text(Figure.grouped(profile.events), .textStrong, .bold),
            .text(profile.events == 1 ? " event" : " events", .textDim),
            .text("   \(Figure.grouped(profile.alerts))", profile.alerts > 0 ? .urgencyHigh : .text, .bold),
            .text(profile.alerts == 1 ? " alert" : " alerts", .textDim),
        ]
        let matches = profile.facts[.rules]?.total ?? 0
        if matches > 0 {
            line.spans += [
                .text("   \(Figure.grouped(matches))", .textStrong, .bold), .text(" rule matches", .textDim),
            ]
        }
        if profile.title != nil { line.spans.append(.text("   \(page.entity.text)", .textDim)) }
        return line
    }
}
