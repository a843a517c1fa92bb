// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Attestation
internal import Canvas
internal import Devices
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
            devices(context), jobs(context),
        ]
        for block in blocks where y + 2 <= rect.bottom {
            PanelTitle(block.title, facts: block.facts).draw(
                on: &surface, in: Rect(x: rect.x, y: y, columns: rect.columns, rows: 1))
            y += 1
            for line in block.lines where y < rect.bottom {
                let room = rect.columns - 2 - (line.bar == nil ? 0 : Self.barColumns + 1)
                let figure = line.figure.count
                surface.write(line.text, x: rect.x + 1, y: y, width: figure > 0 ? room - figure - 1 : room)
                surface.write(
                    line.figure, x: rect.x + 1 + room - figure, y: y, width: figure, style: Style(line.role))
                if let bar = line.bar {
                    RankedBar(bar.count, of: bar.most).draw(
                        on: &surface,
                        in: Rect(x: rect.right - 1 - Self.barColumns, y: y, columns: Self.barColumns, rows: 1))
                }
                y += 1
            }
            y += 1
        }
    }

    private static let barColumns = 14

    /// A line with a number at the right.
    private struct Line {
        var text: StyledLine
        var figure: String
        var role: Role

        /// A count of the most of its panel, drawn behind the number.
        var bar: (count: Int, most: Int)?

        init(_ text: StyledLine, _ figure: String = "", _ role: Role = .text, bar: (count: Int, most: Int)? = nil) {
            self.text = text
            self.bar = bar
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

    /// How many stand how, the worst first, and what changed last.
    private func devices(_ context: DrawContext) -> (title: String, facts: String, lines: [Line]) {
        guard let tally = context.ingest.devices, tally.total > 0 else {
            return ("Devices", "none enrolled", Self.noDevices.map { Line($0) })
        }
        let most = tally.counts.values.max() ?? 0
        var lines = DeviceState.words.compactMap { word -> Line? in
            guard let count = tally.counts[word], count > 0 else { return nil }
            let mark = DeviceState.mark(ofWord: word)
            return Line(
                [.glyph(mark), .text(" \(word)", mark.role ?? .text)], Figure.grouped(count), bar: (count, most))
        }
        if !tally.newest.isEmpty { lines += [Line([]), Line(StyledLine("newest change", .textDim))] }
        let moments = MomentText(zone: context.zone, now: context.now)
        lines += tally.newest.prefix(4).map { device in
            Line(
                [
                    .text("\(moments.short(device.since)) ", .textDim), device.state.span,
                    .text(" \(device.name)", .text, device.state.marksEvents ? .bold : []),
                ], device.state.reason?.rawValue ?? device.state.word, device.state.role)
        }
        return ("Devices", Figure.grouped(tally.total), lines)
    }

    private static let noDevices: [StyledLine] = [
        [.glyph(.unattested), .text(" No gateway has proved its state.", .textDim)],
        StyledLine("  Trust marks stay unattested", .textDim),
        StyledLine("  until agents with a TPM enrol.", .textDim),
    ]

    /// What runs and how far, what waits, and what came of today's.
    private func jobs(_ context: DrawContext) -> (title: String, facts: String, lines: [Line]) {
        guard let board = context.ingest.jobs, board.absence == nil else {
            return ("Jobs", "none", Self.noJobs.map { Line($0) })
        }
        let text = JobText(zone: context.zone, now: context.now)
        var lines = board.jobs.filter { $0.state == .running }.prefix(4).map { job -> Line in
            let (done, all) = text.frames(of: job)
            let bar = all.map { (count: min(done, $0), most: $0) }
            let share = all.map { "\(min(100, max(0, done) * 100 / max(1, $0)))%" } ?? Figure.compact(done)
            return Line(StyledLine(text.camera(of: job)), share, bar: bar)
        }
        if board.queued > 0 { lines.append(Line(StyledLine("waiting", .textDim), Figure.grouped(board.queued))) }
        lines.append(Line(StyledLine("succeeded today", .textDim), Figure.grouped(board.succeededToday)))
        if board.failedToday > 0 {
            lines.append(
                Line(StyledLine("failed closed today", .stateBad), Figure.grouped(board.failedToday), .stateBad))
        }
        return ("Jobs", "\(Figure.grouped(board.running)) running", lines)
    }

    private static let noJobs: [StyledLine] = [
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
