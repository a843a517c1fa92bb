// SPDX-License-Identifier: Apache-2.0

package import Query

/// The rows of an event list that are in memory: a few pages around the cursor, however long the list is.
package struct EventWindow: Sendable, Hashable {
    /// Where a page is missing.
    package enum Edge: Sendable, Hashable {
        /// The first page of the list.
        case top
        /// The last page of the list.
        case bottom
        /// The page above the first row.
        case above
        /// The page below the last row.
        case below
    }

    /// In the order of the list.
    package private(set) var rows: [EventRow] = []
    /// Whether the list goes on above and below.
    package private(set) var hasAbove = false
    package private(set) var hasBelow = false
    /// Whether a search behind these rows was cut short, so that rows may be lacking.
    package private(set) var isPartial = false
    /// Rows that came in above since the cursor left the top.
    package private(set) var arrived = 0
    /// Whether any page was taken yet.
    package private(set) var isLoaded = false

    /// How many rows a page has, and how many stay in memory.
    package static let pageRows = 200
    package static let mostRows = 3 * pageRows

    package init() {}

    /// A window around one row that is already known.
    package init(around row: EventRow) {
        rows = [row]
        hasAbove = true
        hasBelow = true
        isLoaded = true
    }

    /// The request for the page at `edge`, for a list asked for by `wish` (whose `after` does not matter).
    ///
    /// Pages above come from the list turned around: what lies behind the first row there is what lies before it here.
    package func request(_ edge: Edge, of wish: PageRequest) -> PageRequest {
        var request = wish
        request.limit = Self.pageRows
        switch edge {
        case .top:
            request.after = nil
        case .bottom:
            request.after = nil
            request.isDescending.toggle()
        case .above:
            request.after = rows.first?.id
            request.isDescending.toggle()
        case .below:
            request.after = rows.last?.id
        }
        return request
    }

    /// Takes the page that was asked for at `edge`.
    package mutating func take(_ page: EventPage, at edge: Edge) {
        isLoaded = true
        if page.isPartial { isPartial = true }
        switch edge {
        case .top:
            self = EventWindow()
            isLoaded = true
            rows = page.rows
            hasBelow = page.hasMore
            isPartial = page.isPartial
        case .bottom:
            self = EventWindow()
            isLoaded = true
            rows = page.rows.reversed()
            hasAbove = page.hasMore
            isPartial = page.isPartial
        case .below:
            append(page)
        case .above:
            prepend(page)
        }
    }

    private mutating func append(_ page: EventPage) {
        let known = Set(rows.map(\.id))
        rows += page.rows.filter { !known.contains($0.id) }
        hasBelow = page.hasMore
        if rows.count > Self.mostRows {
            rows.removeFirst(rows.count - Self.mostRows)
            hasAbove = true
        }
    }

    private mutating func prepend(_ page: EventPage) {
        let known = Set(rows.map(\.id))
        rows = page.rows.reversed().filter { !known.contains($0.id) } + rows
        hasAbove = page.hasMore
        if !hasAbove { arrived = 0 }
        if rows.count > Self.mostRows {
            rows.removeLast(rows.count - Self.mostRows)
            hasBelow = true
        }
    }

    /// Takes a newer first page while the window stands at the top, so that rows below stay and new ones come in above.
    ///
    /// Where more than a page came, the rows between are not known: the old rows go (`following`), or the old rows stay and
    /// the list says that it goes on above.
    package mutating func refresh(_ page: EventPage, following: Bool) {
        guard isLoaded, !rows.isEmpty, !page.rows.isEmpty, !following else {
            take(page, at: .top)
            return
        }
        let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1.id, $0) })
        guard let last = page.rows.last else { return }
        guard let joint = places[last.id] ?? page.rows.last(where: { places[$0.id] != nil }).flatMap({ places[$0.id] })
        else {
            hasAbove = true
            arrived += page.rows.count
            return
        }
        let new = page.rows.count { places[$0.id] == nil }
        let fresh = Set(page.rows.map(\.id))
        rows = page.rows + rows[(joint + 1)...].filter { !fresh.contains($0.id) }
        if new > 0 { arrived += new }
        if rows.count > Self.mostRows {
            rows.removeLast(rows.count - Self.mostRows)
            hasBelow = true
        }
        if !page.hasMore { hasBelow = false }
        if page.isPartial { isPartial = true }
    }

    /// The cursor is at the top: what came has been seen.
    package mutating func seenTop() {
        if !hasAbove { arrived = 0 }
    }

    /// The place of an event among `rows`.
    package func index(of id: EventID?) -> Int? {
        guard let id else { return nil }
        return rows.firstIndex { $0.id == id }
    }
}
