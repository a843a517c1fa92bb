// SPDX-License-Identifier: Apache-2.0

package import Triage

/// What the inbox pane shows, and what is marked in it.
package struct InboxState: Sendable {
    /// Which alerts are shown.
    package enum View: String, Sendable, Hashable, CaseIterable {
        case open, escalated, muted, archived, all

        var dispositions: Set<Disposition> {
            switch self {
            case .open: [.new, .acknowledged, .escalated]
            case .muted: [.new]
            case .escalated: [.escalated]
            case .archived: [.archived]
            case .all: Set(Disposition.allCases)
            }
        }

        var muted: InboxRequest.MutedAlerts {
            switch self {
            case .muted: .only
            case .all: .shown
            case .open, .escalated, .archived: .hidden
            }
        }
    }

    /// `nil` until the store has answered.
    package var page: InboxPage?
    /// How long the answer took, in microseconds.
    package var took: Int64 = 0
    /// What the page answers.
    package var asked: InboxRequest?
    /// The group under the cursor.
    package var cursor: InboxGroup.Key?
    /// Groups that the next deed is for, together; it is for the one under the cursor where there are none.
    package var marks: Set<InboxGroup.Key> = []
    package var view = View.open
    package var grouping = InboxRequest.Grouping.ends
    package var order = InboxRequest.Order.urgency
    package var failure: String?
    /// A muting that is being thought of.
    package var draft: MuteDraft?
    /// An order that is being thought of.
    package var orderDraft: OrderDraft?
    /// The mutings and orders that nobody has taken back or ended, expired ones too, the newest first.
    package var inForce: [TriageRecord] = []
    /// Whether a deed is under way.
    package var isBusy = false

    package init() {}

    /// How many groups a page has at the most.
    static let limit = 1000
    /// In how many parts of the range a group's alerts are drawn.
    static let parts = 12

    var groups: [InboxGroup] { page?.groups ?? [] }

    /// The row under the cursor; the first one where the cursor's group has left.
    var selected: InboxGroup? { groups.first { $0.key == cursor } ?? groups.first }

    /// What a deed is for.
    var meant: [InboxGroup] {
        let marked = groups.filter { marks.contains($0.key) }
        return marked.isEmpty ? selected.map { [$0] } ?? [] : marked
    }

    /// Takes an answer. A cursor whose group has left stays on its row.
    mutating func take(_ page: InboxPage, for request: InboxRequest) {
        let row = groups.firstIndex { $0.key == cursor }
        self.page = page
        asked = request
        failure = nil
        marks.formIntersection(page.groups.map(\.key))
        if let row, !page.groups.contains(where: { $0.key == cursor }) {
            cursor = page.groups.isEmpty ? nil : page.groups[min(row, page.groups.count - 1)].key
        }
    }

    mutating func moveCursor(_ step: CursorStep, page: Int) {
        guard !groups.isEmpty else { return }
        let old = groups.firstIndex { $0.key == cursor } ?? 0
        let target: Int =
            switch step {
            case .by(let count): old + count
            case .page(let pages): old + pages * page
            case .first: 0
            case .last: groups.count - 1
            }
        cursor = groups[min(max(0, target), groups.count - 1)].key
    }
}
