// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// From and to where events go, as marks on a map of the world, with the countries in a table.
struct MapPanel {
    /// One country, with what came from there and what went there.
    struct Flow: Hashable {
        /// `Country.text`.
        var text: String
        var sources: Int
        var destinations: Int

        var country: Country? { Country(code: text) }
    }

    /// The largest first.
    let flows: [Flow]
    /// Events without an address.
    private let missing: (sources: Int, destinations: Int)

    /// - Parameter sources: all of them, as are the destinations: a country that is missing on one side has nothing there.
    init(sources: Ranking<RankedValue>, destinations: Ranking<RankedValue>) {
        var flows: [String: Flow] = [:]
        for row in sources.rows {
            flows[row.value.text, default: Flow(text: row.value.text, sources: 0, destinations: 0)].sources += row.count
        }
        for row in destinations.rows {
            flows[row.value.text, default: Flow(text: row.value.text, sources: 0, destinations: 0)]
                .destinations += row.count
        }
        self.flows = flows.values.sorted { left, right in
            let (one, other) = (left.sources + left.destinations, right.sources + right.destinations)
            return one == other ? left.text < right.text : one > other
        }
        missing = (sources.missing, destinations.missing)
    }

    var rowCount: Int { flows.count }

    /// A row filters by its country on either side.
    func row(_ index: Int) -> PanelRow? {
        guard flows.indices.contains(index) else { return nil }
        let flow = flows[index]
        let comparison = Comparison.equals(.text(flow.text))
        return PanelRow(
            identity: flow.text,
            meaning: .filter(.any([.test(.sourceCountry, comparison), .test(.destinationCountry, comparison)])),
            text: "\(flow.text)\t\(flow.sources)\t\(flow.destinations)")
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let places = Self.places(in: rect.droppingTitle)
        let shown = places.table.map { self.shown(in: $0, context: context) }
        var facts = legend(surface.look)
        if let shown, shown.count < flows.count {
            facts = StyledLine("\(shown.lowerBound + 1)-\(shown.upperBound) of \(flows.count)   ", .textDim) + facts
        } else if shown == nil, !flows.isEmpty {
            // Without a table the row of the cursor stands here.
            let flow = flows[cursor(context)]
            let counts = "\(Figure.grouped(flow.sources)) from, \(Figure.grouped(flow.destinations)) to"
            facts = StyledLine("\(flow.text) \(counts)   ", .text) + facts
        }
        PanelTitle("Map", facts: facts, isFocused: context.focus == .map).draw(on: &surface, in: rect)
        WorldMap(marks: marks).draw(on: &surface, in: places.map)
        if let table = places.table, let shown { drawTable(shown, into: &surface, in: table, context: context) }
    }

    /// The map, and below or beside it the table where there is room.
    static func places(in body: Rect) -> (map: Rect, table: Rect?) {
        let whole = WorldMap.rows(columns: body.columns)
        var map = body
        if body.rows >= whole + 4 {
            map.rows = whole
            return (map, Rect(x: body.x, y: body.y + whole, columns: body.columns, rows: body.rows - whole))
        }
        guard body.columns >= 100 || body.rows >= 14 else { return (map, nil) }
        if body.columns >= 100 {
            map.columns = body.columns - 36
            return (map, Rect(x: body.x + map.columns + 2, y: body.y, columns: 34, rows: body.rows))
        }
        map.rows = body.rows - 5
        return (map, Rect(x: body.x, y: body.y + map.rows, columns: body.columns, rows: 5))
    }

    private func cursor(_ context: DrawContext) -> Int {
        max(0, min(context.cursors[.map] ?? 0, flows.count - 1))
    }

    private func legend(_ look: Look) -> StyledLine {
        func mark(_ kind: WorldMap.Kind) -> StyledLine {
            StyledLine(
                String(Character(WorldMap.shape(kind, weight: 1, glyphs: look.glyphs))), WorldMap.role(kind))
        }
        return mark(.source) + StyledLine(" from  ", .textDim) + mark(.destination) + StyledLine(" to", .textDim)
    }

    private var marks: [WorldMap.Mark] {
        let most = flows.filter { $0.country != nil }.map { max($0.sources, $0.destinations) }.max() ?? 0
        guard most > 0 else { return [] }
        return flows.flatMap { flow -> [WorldMap.Mark] in
            guard let middle = flow.country?.middle else { return [] }
            return [(WorldMap.Kind.source, flow.sources), (.destination, flow.destinations)].compactMap { kind, count in
                guard count > 0 else { return nil }
                return WorldMap.Mark(
                    latitude: middle.latitude, longitude: middle.longitude, kind: kind,
                    weight: Double(count) / Double(most), label: flow.text)
            }
        }
    }

    private var hasMissing: Bool { missing.sources + missing.destinations > 0 }

    /// The rows that a table has room for, among them that of the cursor.
    private func shown(in rect: Rect, context: DrawContext) -> Range<Int> {
        let room = max(1, rect.rows - 1 - (hasMissing ? 1 : 0))
        let first = max(0, cursor(context) - room + 1)
        return first..<min(first + room, flows.count)
    }

    private func drawTable(
        _ shown: Range<Int>, into surface: inout Surface, in rect: Rect, context: DrawContext
    ) {
        let columns = [
            TableColumn("country", least: 12, best: 24, priority: 1, grows: true, isLead: true),
            TableColumn("from", least: 8, priority: 2, align: .right),
            TableColumn("to", least: 8, priority: 3, align: .right),
        ]
        var rows = flows[shown].map { flow in
            TableRow([
                .text([flow.text, flow.country?.name].compactMap(\.self).joined(separator: " ")),
                .text(Figure.grouped(flow.sources)), .text(Figure.grouped(flow.destinations)),
            ])
        }
        if hasMissing {
            rows.append(
                TableRow(
                    [
                        .text("Missing"), .text(Figure.grouped(missing.sources)),
                        .text(Figure.grouped(missing.destinations)),
                    ], tone: .rest))
        }
        Table(
            columns: columns, rows: rows, cursor: shown.isEmpty ? nil : cursor(context) - shown.lowerBound,
            isFocused: context.focus == .map, showsHeads: true
        ).draw(on: &surface, in: rect)
    }
}
