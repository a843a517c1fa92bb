// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The column at the right of wide screens: what wants attention, devices, jobs, losses.
struct SideColumn {
    let activity: [GatewayActivity]
    let grid: BucketGrid

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        var y = rect.y
        let attention = Attention(activity: activity, grid: grid, context: context).lines
        let blocks: [(title: String, facts: String, lines: [StyledLine])] = [
            ("Attention", String(attention.count), attention.isEmpty ? [StyledLine("nothing", .textDim)] : attention),
            ("Devices", "none enrolled", Self.devices), ("Jobs", "none", Self.jobs),
            ("Losses", "in this period", losses(context)),
        ]
        for block in blocks where y + 2 <= rect.bottom {
            PanelTitle(block.title, facts: block.facts).draw(
                on: &surface, in: Rect(x: rect.x, y: y, columns: rect.columns, rows: 1))
            y += 1
            for line in block.lines where y < rect.bottom {
                surface.write(line, x: rect.x + 1, y: y, width: rect.columns - 2)
                y += 1
            }
            y += 1
        }
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

    private func losses(_ context: DrawContext) -> [StyledLine] {
        var drops = [Int](repeating: 0, count: grid.count)
        for gateway in activity {
            for (bucket, count) in gateway.drops.enumerated() where bucket < drops.count { drops[bucket] += count }
        }
        let lines: [(String, Int)] = [
            ("packets dropped", drops.reduce(0, +)), ("lines refused, ever", context.ingest.rejected),
        ]
        return lines.map { name, count in
            let number = Figure.grouped(count)
            let blanks = String(repeating: " ", count: max(1, 33 - name.count - number.count))
            return [.text(name), .text(blanks + number, count > 0 ? .stateWarn : .text)]
        }
    }
}
