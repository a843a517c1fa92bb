// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules

/// The column at the right of wide screens: what wants attention, devices, jobs, losses.
struct SideColumn {
    let activity: [GatewayActivity]
    let grid: BucketGrid

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        var y = rect.y
        let attention = Attention(activity: activity, grid: grid, context: context).lines
        let found = rules(context)
        let blocks: [(title: String, facts: String, lines: [Line])] = [
            (
                "Attention", String(attention.count),
                attention.isEmpty ? [Line(StyledLine("nothing", .textDim))] : attention.map { Line($0) }
            ),
            ("Rules", found.facts, found.lines), ("Tactics", "of rules", tactics(context)),
            ("Losses", "in this period", losses(context)),
            ("Devices", "none enrolled", Self.devices.map { Line($0) }), ("Jobs", "none", Self.jobs.map { Line($0) }),
        ]
        for block in blocks where y + 2 <= rect.bottom {
            PanelTitle(block.title, facts: block.facts).draw(
                on: &surface, in: Rect(x: rect.x, y: y, columns: rect.columns, rows: 1))
            y += 1
            for line in block.lines where y < rect.bottom {
                let room = rect.columns - 2
                let figure = line.figure.count
                surface.write(line.text, x: rect.x + 1, y: y, width: figure > 0 ? room - figure - 1 : room)
                surface.write(
                    line.figure, x: rect.x + 1 + room - figure, y: y, width: figure, style: Style(line.role))
                y += 1
            }
            y += 1
        }
    }

    /// A line with a number at the right.
    private struct Line {
        var text: StyledLine
        var figure: String
        var role: Role

        init(_ text: StyledLine, _ figure: String = "", _ role: Role = .text) {
            self.text = text
            self.figure = figure
            self.role = role
        }
    }

    private func rules(_ context: DrawContext) -> (facts: String, lines: [Line]) {
        guard let found = context.rules?.overview else { return ("", [Line(StyledLine("counting…", .textDim))]) }
        guard !found.rules.isEmpty else { return ("0 matches", [Line(StyledLine("none matched", .textDim))]) }
        let worst = found.rules.sorted { left, right in
            let (higher, lower) = (RulesState.rank(left.rule.level), RulesState.rank(right.rule.level))
            return higher == lower ? left.count > right.count : higher > lower
        }
        let least = found.isPartial ? "at least " : ""
        return (
            "\(least)\(Figure.grouped(found.total)) matches",
            worst.prefix(6).map { row in
                Line(
                    StyledLine(row.rule.title, RulesPane.role(ofLevel: row.rule.level)), Figure.grouped(row.count))
            }
        )
    }

    private func tactics(_ context: DrawContext) -> [Line] {
        guard let found = context.rules?.tactics else { return [Line(StyledLine("counting…", .textDim))] }
        if found.isEmpty { return [Line(StyledLine("none", .textDim))] }
        return found.prefix(5).map { Line(StyledLine($0.name), Figure.grouped($0.count)) }
    }

    private static let devices: [StyledLine] = [
        [.glyph(.unattested), .text(" No gateway has proved its state.", .textDim)],
        StyledLine("  Trust marks stay unattested", .textDim),
        StyledLine("  until agents with a TPM enrol.", .textDim),
    ]

    private static let jobs: [StyledLine] = [
        StyledLine("The anonymizer is not set up.", .textDim),
        [.text(":doctor", .key, .bold), .text(" says what is missing.", .textDim)],
    ]

    private func losses(_ context: DrawContext) -> [Line] {
        var drops = [Int](repeating: 0, count: grid.count)
        for gateway in activity {
            for (bucket, count) in gateway.drops.enumerated() where bucket < drops.count { drops[bucket] += count }
        }
        let lines: [(String, Int)] = [
            ("packets dropped", drops.reduce(0, +)), ("lines refused, ever", context.ingest.rejected),
        ]
        return lines.map { name, count in
            Line(StyledLine(name), Figure.grouped(count), count > 0 ? .stateWarn : .text)
        }
    }
}
