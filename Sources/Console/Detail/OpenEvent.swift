// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Packets
package import Query
package import SuricataRules
package import Triage

/// The event that is open: its tree, its payload, and the events of the same flow.
package struct OpenEvent: Sendable {
    /// A part of the screen that can have the focus.
    package enum Panel: String, Sendable, Hashable, CaseIterable {
        case tree, payload, signature, flow
    }

    package var id: EventID
    /// What the list knew of it, until the whole event is there.
    package var row: EventRow?
    package var content: Content = .loading
    package var panel = Panel.tree
    package var isZoomed = false
    /// Whether the raw line is shown in place of the tree.
    package var showsRaw = false
    /// Rows folded or unfolded by hand, by path; they hold for the next events too.
    package var folds: [String: Bool] = [:]
    /// The cursor in each panel, as a row of it.
    package var cursors: [Panel: Int] = [:]
    /// The path under the cursor of the tree, found again when rows fold or another event opens.
    package var path: String?
    package var flow = FlowTimeline()
    /// How the payload is looked at; it holds for the next events too, where it fits.
    package var payloadView = PayloadView()
    /// The signature that fired, where its text is known.
    package var signature: FiredSignature?
    /// By what of it rules matched it.
    package var matched = MatchedParts()
    /// Where its addresses are.
    package var locations = Locations.loading
    /// What was done about it, in order.
    package var history: [TriageRecord] = []
    /// Fields picked for a new rule, by path, in the order of picking; they stay from event to event.
    package var picked: [String] = []

    /// What is known of where its addresses are.
    package enum Locations: Sendable, Hashable {
        case loading
        case noDatabase
        case known([IPAddress: GeoLocation])
    }

    /// What is known of the event.
    package enum Content: Sendable {
        case loading
        /// Not stored any more.
        case gone
        case failed(reason: String)
        case whole(EventContent)
    }

    package init(id: EventID, row: EventRow? = nil) {
        self.id = id
        self.row = row
    }

    /// The whole event, once it is there.
    package var whole: EventContent? {
        if case .whole(let content) = content { content } else { nil }
    }

    /// The panels that this event has.
    package var panels: [Panel] {
        guard let whole else { return [.tree] }
        var panels: [Panel] = [.tree]
        if !whole.payload.isEmpty { panels.append(.payload) }
        if signature != nil { panels.append(.signature) }
        if whole.row.flowID != nil || whole.communityID != nil { panels.append(.flow) }
        return panels
    }

    /// How many rows the cursor can stand on.
    package func rowCount(of panel: Panel) -> Int {
        guard let whole else { return 0 }
        switch panel {
        case .tree: return showsRaw ? (whole.raw.count + 1023) / 1024 : whole.rows.count
        case .payload: return whole.payload.rowCount
        case .signature: return signature.map { SignatureText($0).lines.count } ?? 0
        case .flow: return flow.rows.count
        }
    }

    /// The cursor of a panel, inside its rows.
    package func cursor(of panel: Panel) -> Int {
        min(max(0, cursors[panel] ?? 0), max(0, rowCount(of: panel) - 1))
    }
}

/// Everything that was taken from an event's raw bytes, once.
package struct EventContent: Sendable {
    package var row: EventRow
    package var raw: [UInt8]
    /// `nil` where the bytes could not be taken apart; then only the raw line is shown.
    package var tree: EveTree?
    /// The rows of the tree that are not folded away.
    package private(set) var rows: [FieldRow] = []
    package var payload: PayloadPanel
    /// The packet that the event carries, and the same by layers.
    package private(set) var storedPacket: StoredPacket?
    package private(set) var packet: Packet?
    package var communityID: String?

    package init(_ detail: EventDetail, folds: [String: Bool], payloadView: PayloadView = PayloadView()) {
        row = detail.row
        raw = detail.raw
        tree = try? EveTree.parse(detail.raw)
        payload = PayloadPanel(tree.map(PayloadBytes.all) ?? [], view: payloadView)
        storedPacket = tree.flatMap { StoredPacket(of: $0, time: detail.row.time) }
        packet = storedPacket.map { Packet($0.bytes, linkType: $0.linkType) }
        communityID = tree.flatMap { tree in
            tree.child("community_id", of: 0).flatMap { tree.nodes[$0].text }
        }
        unfold(by: folds)
    }

    /// Lays the rows out anew.
    package mutating func unfold(by folds: [String: Bool]) {
        rows = tree.map { FieldRow.rows(of: $0, packet: packet, folds: folds) } ?? []
    }
}

/// The events of the same flow by time.
package struct FlowTimeline: Sendable, Hashable {
    /// By time; those of the sensor's own flow and, where known, those of the same community id from other gateways.
    package var rows: [EventRow] = []
    package var hasMore = false
    package var isPartial = false
    package var failure: String?
    package var isLoaded = false

    package init() {}

    /// Events asked for at the most, each way.
    package static let limit = 200
    /// How far around the event other events of its flow are looked for.
    package static let reach: Int64 = 3_600_000_000

    /// Takes more events, each once, in the order of time.
    package mutating func take(_ page: EventPage) {
        let known = Set(rows.map(\.id))
        rows = (rows + page.rows.filter { !known.contains($0.id) }).sorted { $0.id < $1.id }
        if rows.count > 2 * Self.limit { rows.removeLast(rows.count - 2 * Self.limit) }
        hasMore = hasMore || page.hasMore
        isPartial = isPartial || page.isPartial
        isLoaded = true
        failure = nil
    }
}
