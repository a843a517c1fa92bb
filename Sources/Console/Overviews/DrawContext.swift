// SPDX-License-Identifier: Apache-2.0

package import Devices
package import EVE

/// Where the clock on the screen stands: UTC, or local time by the offsets handed in at start.
package struct DisplayZone: Sendable, Hashable {
    /// What stands behind the clock: `UTC`, or the local zone's short name.
    package var name: String
    /// Seconds to add to UTC.
    package var offset: Int

    package init(name: String, offset: Int) {
        self.name = name
        self.offset = offset
    }

    package static let utc = DisplayZone(name: "UTC", offset: 0)
    package var isUTC: Bool { offset == 0 && name == "UTC" }
}

/// How fresh the numbers on the screen are.
package enum Freshness: Sendable, Hashable {
    /// Nothing was asked for or everything was answered.
    case current
    /// A new answer is on its way since so many milliseconds; what is shown is the old picture.
    case loading(milliseconds: Int)
    /// The last question failed; what is shown is the old picture.
    case failed(reason: String)
}

/// What a pane must know to draw itself, besides its numbers. Glyphs and textures are in `Surface.look`.
package struct DrawContext: Sendable {
    /// The station's time, for ages and for `today`.
    package var now: Instant
    package var zone: DisplayZone
    /// The panel that has the focus; `nil` while a popup or an editor has it.
    package var focus: PanelID?
    /// The remembered row of each panel, already inside its rows; absent means 0. For the histogram `nil` means no bucket
    /// is chosen.
    package var cursors: [PanelID: Int]
    /// The panel that takes the whole pane, if one does.
    package var zoomed: PanelID?
    /// Whether the side column is wished for; it is drawn from 140 columns up.
    package var showsSide: Bool
    /// Whether the rows of a panel with sparklines share one scale.
    package var sharesScale: Bool
    /// Whether the numbers move with the clock, or are frozen.
    package var isFollowing: Bool
    package var freshness: Freshness
    /// What intake tells of the gateways: rates, losses, silence.
    package var ingest: IngestStatus
    /// What the filter hides and how to undo it, for empty panels; `nil` while nothing is filtered.
    package var filterText: String?
    /// Where the stored events are, in words, when none of them lies in the period; for empty panels.
    package var elsewhere: String?
    /// What the rules found in the period; `nil` while it is not known.
    package var rules: RuleFindings?
    /// How far gateways could be believed, over time.
    package var trust: TrustHistory

    package init(
        now: Instant, zone: DisplayZone = .utc, focus: PanelID? = nil, cursors: [PanelID: Int] = [:],
        zoomed: PanelID? = nil, showsSide: Bool = true, sharesScale: Bool = false, isFollowing: Bool = true,
        freshness: Freshness = .current, ingest: IngestStatus = IngestStatus(), filterText: String? = nil,
        elsewhere: String? = nil, rules: RuleFindings? = nil, trust: TrustHistory = TrustHistory()
    ) {
        self.now = now
        self.zone = zone
        self.focus = focus
        self.cursors = cursors
        self.zoomed = zoomed
        self.showsSide = showsSide
        self.sharesScale = sharesScale
        self.isFollowing = isFollowing
        self.freshness = freshness
        self.ingest = ingest
        self.filterText = filterText
        self.elsewhere = elsewhere
        self.rules = rules
        self.trust = trust
    }
}
