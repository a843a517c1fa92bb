// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// The candidates below the cursor.
struct CompletionPopup: Sendable, Hashable {
    private(set) var completion: RuleCompletion
    /// What fits, best first; empty while values are on their way.
    private(set) var items: [CompletionItem] = []
    private(set) var chosen = 0
    private var answer: CompletionAnswer?

    static let rowsMost = 8
    private static let itemsMost = 200
    private static let columnsMost = 60

    init(_ completion: RuleCompletion) {
        self.completion = completion
        rank()
    }

    /// What must be asked for to fill it; `nil` if all is here.
    var request: CompletionRequest? {
        guard case .values(let field) = completion.source else { return nil }
        return CompletionRequest(field: field, prefix: completion.prefix)
    }

    /// Goes on with what was typed further; an answer for the same field is kept until a better one comes.
    mutating func update(_ completion: RuleCompletion) {
        if case .values(let field) = completion.source, answer?.request.field != field { answer = nil }
        self.completion = completion
        rank()
    }

    /// Takes values, if they are for the field at hand.
    mutating func take(_ answer: CompletionAnswer) {
        guard case .values(let field) = completion.source, answer.request.field == field else { return }
        self.answer = answer
        rank()
    }

    mutating func choose(by step: Int) {
        guard !items.isEmpty else { return }
        chosen = (chosen + step + items.count) % items.count
    }

    /// What takes the place of `completion.columns`; `nil` without a candidate.
    var replacement: String? {
        guard items.indices.contains(chosen) else { return nil }
        guard case .values = completion.source else { return items[chosen].text }
        return items[chosen].ruleText
    }

    private mutating func rank() {
        let all: [CompletionItem]
        switch completion.source {
        case .items(let items): all = items
        case .values: all = answer?.items ?? []
        }
        // An answer to just this wish is listed whole: who gave it knows what is near, 10.20.0.0/16 to 10.20.4.0/2.
        let isWhole = answer != nil && answer?.request == request
        let scored = all.prefix(5000).enumerated().compactMap { place, item in
            let score = FuzzyMatch.score(completion.prefix, in: item.text) ?? (isWhole ? .min : nil)
            return score.map { (score: $0, place: place, item: item) }
        }
        // Among equals the order of the list stands, which is that of frequency.
        let best = scored.sorted { ($0.score, $1.place) > ($1.score, $0.place) }
        items = best.prefix(Self.itemsMost).map(\.item)
        chosen = 0
    }

    private var about: String { answer?.about ?? completion.about }

    // MARK: Drawing

    /// Draws below the cursor's cell, or above it where there is more room; `rect` is the text's.
    func draw(into surface: inout Surface, in rect: Rect, cursor: (x: Int, y: Int)) {
        guard !items.isEmpty, rect.columns >= 24 else { return }
        let below = rect.bottom - cursor.y - 1
        let above = cursor.y - rect.y
        let isBelow = below >= min(items.count, 4) + 1 || below >= above
        let count = min(items.count, Self.rowsMost, (isBelow ? below : above) - 1)
        guard count > 0 else { return }
        let columns = min(Self.columnsMost, rect.columns)
        let x = max(rect.x, min(cursor.x, rect.right - columns))
        let y = isBelow ? cursor.y + 1 : cursor.y - count - 1
        let first = max(0, min(chosen - count / 2, items.count - count))
        for offset in 0..<count {
            let place = Rect(x: x, y: y + offset, columns: columns, rows: 1)
            draw(items[first + offset], isChosen: first + offset == chosen, into: &surface, in: place)
        }
        let foot = Rect(x: x, y: y + count, columns: columns, rows: 1)
        surface.fill(foot, style: Style(.textDim, on: .backgroundPopup))
        let more = items.count > count ? "\(chosen + 1) of \(Figure.grouped(items.count))   " : ""
        surface.write(
            "Tab takes it   \(more)\(about)", x: x + 2, y: foot.y, width: columns - 3,
            style: Style(.textDim, on: .backgroundPopup))
    }

    private func draw(_ item: CompletionItem, isChosen: Bool, into surface: inout Surface, in rect: Rect) {
        let ground: Role = isChosen ? .backgroundCursor : .backgroundPopup
        let plain = Style(isChosen ? .text : .textDim, on: ground)
        surface.fill(rect, style: Style(.text, on: ground))
        if isChosen { surface.write(.cursor, x: rect.x, y: rect.y, style: Style(.accent, on: ground)) }
        let countColumns = item.count == nil ? 0 : 16
        let room = rect.columns - 4 - countColumns
        let textColumns = max(17, room * 17 / 40)
        surface.write(
            item.text, x: rect.x + 2, y: rect.y, width: min(textColumns, rect.columns - 3),
            style: isChosen ? Style(.textStrong, on: ground, .bold) : Style(.text, on: ground), cut: .middle)
        let noteX = rect.x + 3 + textColumns
        let noteColumns = rect.right - 2 - countColumns - noteX
        if noteColumns > 3 { surface.write(item.note, x: noteX, y: rect.y, width: noteColumns, style: plain) }
        guard let count = item.count, rect.columns > textColumns + countColumns else { return }
        let line = StyledLine([.text("\(Figure.grouped(count)) events", plain)])
        surface.write(line, x: rect.right - 2 - countColumns, y: rect.y, width: countColumns, align: .right)
    }
}
