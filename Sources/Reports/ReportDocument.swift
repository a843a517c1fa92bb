// SPDX-License-Identifier: Apache-2.0

/// A report laid out in blocks, which text, Markdown and HTML draw alike. A new part of the report is a new section here.
struct ReportDocument: Sendable, Equatable {
    var title: [ReportText]
    var sections: [Section]

    struct Section: Sendable, Equatable {
        var title: String
        var blocks: [Block]
    }

    enum Block: Sendable, Equatable {
        /// A paragraph.
        case note([ReportText])
        case facts([Fact])
        case table(Table)
        case chart(Chart)
        case entry(Entry)
    }

    /// A number or a word with its name.
    struct Fact: Sendable, Equatable {
        var name: String
        var value: ReportText
        /// What stands small beside it; may be empty.
        var note: String

        init(_ name: String, _ value: ReportText, note: String = "") {
            self.name = name
            self.value = value
            self.note = note
        }
    }

    struct Table: Sendable, Equatable {
        var title: String
        var columns: [Column]
        /// As many cells in each as there are columns.
        var rows: [[ReportText]]
        /// For each row its counts over time; empty where the table shows none.
        var series: [[Int]] = []

        struct Column: Sendable, Equatable {
            var title: String
            var isNumber: Bool
            /// Whether it is the first to give way where there is no room.
            var isID = false
        }
    }

    /// One thing told at length.
    struct Entry: Sendable, Equatable {
        var title: ReportText
        var facts: [Fact]
        /// One after the other.
        var lines: [[ReportText]]
    }
}

/// A piece of text, and whether somebody outside wrote it. Every renderer neutralises both kinds; the mark says what must also be set apart
/// where text has a syntax. A literal is ours; it cannot be interpolated, so that nothing from outside slips into one.
struct ReportText: Sendable, Equatable, ExpressibleByStringLiteral {
    var text: String
    var isOutside: Bool

    init(stringLiteral text: String) {
        self.init(text, isOutside: false)
    }

    private init(_ text: String, isOutside: Bool) {
        self.text = text
        self.isOutside = isOutside
    }

    /// How many scalars of an outside text are shown in one piece.
    static let limit = 300

    /// Text that somebody else wrote, its first `limit` scalars.
    static func outside(_ text: String, limit: Int = limit) -> ReportText {
        let head = text.unicodeScalars.prefix(limit)
        let isAll = head.endIndex == text.unicodeScalars.endIndex
        return ReportText(isAll ? text : String(head) + "…", isOutside: true)
    }

    /// Our own words.
    static func ours(_ text: String) -> ReportText { ReportText(text, isOutside: false) }
}
