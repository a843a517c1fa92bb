// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import EVE
package import Query

/// The name of a panel of an overview; stable, since focus and cursors are remembered by it.
package struct PanelID: Hashable, Sendable, RawRepresentable {
    package var rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let histogram = PanelID(rawValue: "histogram")
    package static let signatures = PanelID(rawValue: "signatures")
    package static let types = PanelID(rawValue: "types")
    package static let gateways = PanelID(rawValue: "gateways")
    package static let sources = PanelID(rawValue: "sources")
    package static let destinations = PanelID(rawValue: "destinations")
    package static let sourceCountries = PanelID(rawValue: "sourceCountries")
    package static let map = PanelID(rawValue: "map")
    package static let destinationCountries = PanelID(rawValue: "destinationCountries")
    package static let categories = PanelID(rawValue: "categories")
    package static let actions = PanelID(rawValue: "actions")
    package static let transports = PanelID(rawValue: "transports")
    package static let appProtocols = PanelID(rawValue: "appProtocols")
    package static let newest = PanelID(rawValue: "newest")
}

/// How the cursor moves in a panel.
package enum PanelAxis: Sendable, Hashable {
    /// Up and down over rows.
    case rows
    /// Left and right over buckets of time; row numbers are bucket numbers.
    case buckets
}

/// What a row of a panel stands for, and so what Enter, `o` and `y` do with it.
package enum RowMeaning: Sendable, Hashable {
    /// A group of events: Enter adds this filter as a chip, `o` lists the events behind it.
    case filter(Filter)
    /// A span of time: Enter zooms into it, `o` lists its events.
    case span(TimeRange)
    /// One event: Enter and `o` open it.
    case event(EventRow)
    /// A row that cannot be filtered by (Other), with the reason for the message line.
    case nothing(reason: String)
}

/// One row of a panel, as far as the cursor must know it.
package struct PanelRow: Sendable, Hashable {
    /// What tells this row from others when new numbers come (the value's text, an event's id), so that the cursor
    /// stays upon it though it may move. Unique in its panel.
    package var identity: String
    package var meaning: RowMeaning
    /// The row as text for copying, columns parted by tabs.
    package var text: String
    /// What has a page of its own.
    package var entity: Entity?

    package init(identity: String, meaning: RowMeaning, text: String, entity: Entity? = nil) {
        self.identity = identity
        self.meaning = meaning
        self.text = text
        self.entity = entity
    }
}

/// What a pane asks the store for: sizes that follow from the space it has.
package struct OverviewShape: Sendable, Hashable {
    /// How many buckets the histogram has room for.
    package var buckets: Int
    package var sparkCells: Int
    /// Rows of the longest ranking, without Other and Missing.
    package var rows: Int
    package var newest: Int

    package init(buckets: Int, sparkCells: Int, rows: Int, newest: Int) {
        self.buckets = buckets
        self.sparkCells = sparkCells
        self.rows = rows
        self.newest = newest
    }
}

/// One of the two overviews: which panels it has, what their rows mean, and how it draws itself.
///
/// A pane is a value around the numbers it shows; everything else comes with each call. The console around it keeps the
/// focus and the cursors, clamps them to `rowCount`, and does what the rows mean.
package protocol OverviewPane: Sendable {
    /// The panels in the order of Tab, for a pane of this size; never empty. Where panels fold away for want of room, Tab still
    /// goes through them and the focused one takes the place that is left.
    func panels(in size: Size, context: DrawContext) -> [PanelID]
    /// How the cursor moves in the panel.
    func axis(of panel: PanelID) -> PanelAxis
    /// How many rows the cursor can stand on: every row, Other and Missing, or the buckets. 0 for an unknown panel.
    func rowCount(of panel: PanelID) -> Int
    /// One row, `nil` outside `0 ..< rowCount`.
    func row(_ index: Int, of panel: PanelID) -> PanelRow?
    /// How much to ask for, for a pane of this size.
    static func shape(in size: Size, context: DrawContext) -> OverviewShape
    /// Draws the pane into `rect` of `surface`. Nothing outside is touched; any size is drawn, never a trap.
    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext)
}
