// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import EVE
package import Query

/// The text of the filter, or of a time range, that is being typed in the bar.
package struct FilterEditor: Sendable, Hashable {
    /// What is typed.
    package enum Purpose: Sendable, Hashable {
        case filter, time
        /// Words of rules.
        case rules
        /// What is said about alerts.
        case comment
        /// Why alerts are muted.
        case muteReason
    }

    /// Something that could stand at the cursor.
    package struct Suggestion: Sendable, Hashable {
        /// What takes the place of what was typed.
        package var text: String
        /// What it means, or how often the value occurs.
        package var note: String
    }

    package var purpose: Purpose
    package var field: TextField
    /// What is wrong with the text, in `Character`s of it.
    package var error: (columns: Range<Int>, reason: String)? {
        get { errorReason.map { (errorColumns, $0) } }
        set { (errorColumns, errorReason) = newValue.map { ($0.columns, $0.reason) } ?? (0..<0, nil) }
    }
    private var errorColumns = 0..<0
    private var errorReason: String?
    package var suggestions: [Suggestion] = []
    /// The suggestion that Tab takes; `nil` while none was chosen by hand, then Tab takes the first.
    package var chosen: Int?
    package var historySteps = 0
    /// What the suggestions are for.
    package var completion: FilterCompletion?
    /// Values that were counted, by the field they are of.
    private var counted: (target: FieldName.Target, values: [(value: FieldValue, count: Int)])? {
        get { countedTarget.map { ($0, zip(countedValues, countedCounts).map { ($0, $1) }) } }
        set {
            countedTarget = newValue?.target
            countedValues = newValue?.values.map(\.value) ?? []
            countedCounts = newValue?.values.map(\.count) ?? []
        }
    }
    private var countedTarget: FieldName.Target?
    private var countedValues: [FieldValue] = []
    private var countedCounts: [Int] = []

    package init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        field = TextField(text)
    }

    /// The field whose values should be counted for completion, if they are not yet.
    var wantedField: Field? {
        guard purpose == .filter, let target = completion?.values, countedTarget != target else { return nil }
        switch target {
        case .field(let field): return field
        case .eitherAddress: return .source
        case .eitherPort: return .destinationPort
        case .eitherHardware, .since, .until: return target.fields.first
        }
    }

    /// Looks at the text anew.
    mutating func changed() {
        chosen = nil
        error = nil
        guard purpose == .filter else {
            suggestions = []
            return
        }
        let completion = FilterCompletion.at(field.text, column: field.cursor)
        self.completion = completion
        suggest()
        // What stands right at the cursor may be on its way to something; errors before it are told.
        do {
            _ = try FilterParser.parse(field.text)
        } catch {
            if error.columns.upperBound < field.cursor { self.error = (error.columns, error.message) }
        }
    }

    private mutating func suggest() {
        guard let completion else { return }
        if let target = completion.values {
            let typed = completion.typed.lowercased()
            let fitting = (counted.flatMap { $0.target == target ? $0.values : nil } ?? []).filter {
                typed.isEmpty || $0.value.text.lowercased().contains(typed)
            }
            suggestions = fitting.prefix(50).map {
                Suggestion(text: completion.text(for: $0.value), note: Figure.grouped($0.count))
            }
        } else {
            suggestions = completion.names.prefix(50).map { Suggestion(text: $0.text, note: $0.meaning) }
        }
    }

    /// Takes the values that were counted.
    mutating func take(_ table: CountTable, _ request: CountRequest) {
        guard let target = completion?.values else { return }
        counted = (
            target, table.rows.compactMap { row in row.key.first.map { ($0, row.count) } }.filter { $0.0 != .absent }
        )
        suggest()
    }

    /// Puts the chosen suggestion in the place of what was typed.
    mutating func complete() {
        guard let completion, let suggestion = suggestions[safe: chosen ?? 0] else { return }
        field.replaceBackward(completion.replaced.count, with: suggestion.text)
        changed()
    }

    mutating func choose(by step: Int) {
        guard !suggestions.isEmpty else { return }
        let next = (chosen ?? (step > 0 ? -1 : 0)) + step
        chosen = next < 0 ? nil : min(next, suggestions.count - 1)
    }
}
