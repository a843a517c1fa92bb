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
        /// Tags for alerts.
        case tags
        /// Why alerts are muted.
        case muteReason
        /// Why an order is given.
        case orderReason
        /// A part of gateways' names.
        case pushTargets
        /// Why rules are pushed.
        case pushComment
        /// Why alerts are muted at their gateway.
        case sensorMuteReason
        /// Why reference values are accepted, and why a device is revoked.
        case acceptComment, revokeReason
        /// The path of a capture file.
        case capture
        /// What stands in names of jobs, and a row of a job's form.
        case jobs
        case jobField(JobField)
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
    /// How far east of UTC the clock is that times without a zone are of.
    private let offsetSeconds: Int
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
    /// Whose values were asked for last, and what was typed then.
    struct ValueWish: Sendable, Hashable {
        var target: FieldName.Target
        var typed: String
        /// What the other terms leave.
        var rest: Filter
    }

    /// Values that were counted.
    private struct Counted: Sendable, Hashable {
        var wish: ValueWish
        var values: [FieldValue]
        var counts: [Int]
        /// Whether there are no others that fit what was typed.
        var isComplete: Bool
        /// Whether counting was ended early, so that each count is a lower bound.
        var isPartial: Bool
    }

    private var wish: ValueWish?
    private var counted: Counted?
    /// Whether typing gave up what an overview was waiting for.
    var gaveUp = false
    /// The chips that the list had before it was narrowed while typing.
    var chipsBefore: [BarChip]?

    /// The text before anything was typed.
    private var start = ""

    /// Takes the text as it is for what it was before anything was typed.
    mutating func noteStart() { start = field.text }

    /// Whether something was typed.
    var isChanged: Bool { field.text != start }

    package init(_ purpose: Purpose, text: String = "", offsetSeconds: Int = 0) {
        self.purpose = purpose
        self.offsetSeconds = offsetSeconds
        field = TextField(text)
    }

    /// Whose values should be counted for completion, among which events; `nil` if they are being counted, or are there.
    mutating func wantedValues() -> (field: Field, filter: Filter)? {
        guard purpose == .filter, let completion, let target = completion.values, let field = target.counted else {
            return nil
        }
        let rest = finishedTerms ?? .everything
        let new = ValueWish(target: target, typed: completion.typed.lowercased(), rest: rest)
        // What was typed further only takes away from values that are all there.
        if let counted, counted.wish.target == target, counted.wish.rest == rest, counted.isComplete,
            new.typed.hasPrefix(counted.wish.typed)
        {
            return nil
        }
        guard new != wish else { return nil }
        wish = new
        return (field, Filter.all([rest, completion.narrowing(of: field)]))
    }

    /// Whether values are wanted, all that fit are counted, and there are none. Of two fields only one is counted.
    var lacksValues: Bool {
        guard suggestions.isEmpty, let completion, let counted, counted.wish == wish else { return false }
        return counted.isComplete && completion.isOfValue && completion.values?.fields.count == 1
    }

    /// The filter of the terms that are finished; `nil` where they are none yet.
    var finishedTerms: Filter? {
        guard purpose == .filter else { return nil }
        var text = field.text
        // A value under way would hide everything until it is whole.
        if let completion, completion.values != nil {
            text = String(text.prefix(completion.term.lowerBound) + text.dropFirst(completion.term.upperBound))
        }
        return try? FilterParser.parse(text, offsetSeconds: offsetSeconds)
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
            _ = try FilterParser.parse(field.text, offsetSeconds: offsetSeconds)
        } catch {
            if error.columns.upperBound < field.cursor { self.error = (error.columns, error.message) }
        }
    }

    private mutating func suggest() {
        guard let completion else { return }
        if let target = completion.values {
            guard let counted, counted.wish.target == target else {
                suggestions = fixedValues(of: target, besides: [])
                return
            }
            let least = counted.isPartial ? "at least " : ""
            suggestions = zip(counted.values, counted.counts).filter { completion.fits($0.0) }.prefix(50).map {
                Suggestion(text: completion.text(for: $0.0), note: least + Figure.grouped($0.1))
            }
            suggestions += fixedValues(of: target, besides: counted.values.map(\.text))
        } else {
            suggestions = completion.names.prefix(50).map { Suggestion(text: $0.text, note: $0.meaning) }
        }
    }

    /// Words that a field can have though no event has them now, or that stand for several, with what they mean.
    private func fixedValues(of target: FieldName.Target, besides known: [String]) -> [Suggestion] {
        guard target == .field(.trust), let completion else { return [] }
        return TrustWord.all.filter { !known.contains($0.word) && completion.fits(.text($0.word)) }.map {
            Suggestion(text: completion.text(for: .text($0.word)), note: $0.meaning)
        }
    }

    /// Takes the values that were counted last.
    mutating func take(_ table: CountTable) {
        guard let wish else { return }
        let rows = table.rows.filter { $0.key.first.map { $0 != .absent } ?? false }
        counted = Counted(
            wish: wish, values: rows.compactMap(\.key.first), counts: rows.map(\.count),
            isComplete: table.other == 0 && !table.isPartial, isPartial: table.isPartial)
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
