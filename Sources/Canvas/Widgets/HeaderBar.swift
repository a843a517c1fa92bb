// SPDX-License-Identifier: Apache-2.0

/// The first row: name, tabs of the panes, and what must never be missed at the right.
package struct HeaderBar: Sendable {
    /// One pane.
    package struct Tab: Sendable, Hashable {
        /// A count after the name.
        package enum Badge: Sendable, Hashable {
            case none
            /// Things that wait: `41`.
            case waiting(Int)
            /// Things that are wrong: `!2`.
            case wrong(Int)
        }

        package var digit: Int
        package var name: String
        package var badge: Badge

        package init(_ digit: Int, _ name: String, badge: Badge = .none) {
            self.digit = digit
            self.name = name
            self.badge = badge
        }

        fileprivate var badgeText: String {
            switch badge {
            case .none: ""
            case .waiting(let count): count > 0 ? Figure.compact(count) : ""
            case .wrong(let count): count > 0 ? "!\(Figure.compact(count))" : ""
            }
        }
    }

    /// How much the tabs say.
    package enum TabForm: Sendable, Hashable {
        /// `1 Alerts  2 Events`.
        case names
        /// `[1 Alerts] 2 3:41`: only the current one has its name.
        case digits
        /// `[1] 2 3:41`.
        case bare
    }

    package var name: StyledLine
    package var tabs: [Tab]
    /// The index of the pane shown.
    package var current: Int
    package var form: TabForm
    /// At the right, in reading order.
    package var facts: PieceRow

    package init(name: StyledLine, tabs: [Tab], current: Int, form: TabForm = .names, facts: PieceRow) {
        self.name = name
        self.tabs = tabs
        self.current = current
        self.form = form
        self.facts = facts
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let row = Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 1)
        surface.fill(row, style: Style(.text, on: .backgroundBar))
        let left = StyledLine([.text(" ")]) + name + StyledLine([.text(form == .names ? "  " : " ")]) + tabLine
        let room = rect.columns - 1
        let columns = surface.write(left.onBar, x: rect.x, y: rect.y, width: room)
        // The facts that are never dropped may stand over the tabs where there is no room for both.
        let space = room - columns - 1
        let (line, width, _) = facts.fitting(max(space, min(room, 12)), glyphs: surface.look.glyphs)
        surface.write(line.onBar, x: rect.right - 1 - width, y: rect.y, width: width)
    }

    private var tabLine: StyledLine {
        var line: StyledLine = []
        for (index, tab) in tabs.enumerated() {
            let isCurrent = index == current
            let badge = tab.badgeText
            let badgeSpan = StyledLine.Span.text(badge, .urgencyHigh, .bold)
            if form == .names {
                if isCurrent {
                    line.spans.append(.text("[\(tab.digit) \(tab.name)]", Self.currentStyle))
                } else {
                    line.spans += [.text(" "), .text("\(tab.digit)", .key), .text(" \(tab.name)", .textDim)]
                }
                if !badge.isEmpty { line.spans += [.text(" "), badgeSpan] }
                line.spans.append(.text(" "))
            } else {
                if index > 0 { line.spans.append(.text(" ")) }
                if isCurrent {
                    let words = form == .digits ? "[\(tab.digit) \(tab.name)]" : "[\(tab.digit)]"
                    line.spans.append(.text(words, Self.currentStyle))
                } else {
                    line.spans.append(.text("\(tab.digit)", .key))
                }
                if !badge.isEmpty { line.spans += [.text(":", .textDim), badgeSpan] }
            }
        }
        return line
    }

    private static let currentStyle = Style(.textStrong, on: .backgroundCursor, .bold)
}

extension StyledLine {
    /// On the bar's ground, but for what has a ground of its own.
    var onBar: StyledLine {
        restyled { if $0.background == .background { $0.background = .backgroundBar } }
    }
}
