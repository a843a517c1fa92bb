// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query
internal import Rules

/// What is said above an event's fields of the rules that it matched: the gravest first, each with the indicators that it was found by.
struct MatchLines {
    private let all: [StyledLine]

    init(_ matches: [RuleReference], _ indicators: [MatchedIndicator], moments: MomentText) {
        var lines: [StyledLine] = []
        for match in matches.sorted(by: { RulesState.rank($0.level) > RulesState.rank($1.level) }) {
            lines.append(Self.line(match))
            for indicator in indicators where indicator.rule == match { lines.append(Self.line(indicator, moments)) }
        }
        all = lines
    }

    /// As many lines as there is room for; the last one says how many more there are.
    func lines(atMost limit: Int) -> [StyledLine] {
        guard all.count > limit, limit > 0 else { return Array(all.prefix(max(0, limit))) }
        var shown = Array(all.prefix(limit))
        shown[limit - 1].spans.append(.text("  and \(all.count - limit) more", .textDim))
        return shown
    }

    private static func line(_ match: RuleReference) -> StyledLine {
        [
            .text("matched ", .textDim),
            .text(match.level.isEmpty ? "rule" : match.level, RulesPane.role(ofLevel: match.level), .bold),
            .text("  \(match.title)", .textStrong, .bold),
            .text(match.revision > 0 ? "  rev \(match.revision)" : "", .textDim),
        ]
    }

    private static func line(_ indicator: MatchedIndicator, _ moments: MomentText) -> StyledLine {
        var facts: [String] = []
        if let expiry = indicator.expiry { facts.append("until \(moments.short(expiry))") }
        if !indicator.source.isEmpty, indicator.source != indicator.rule.title {
            facts.append("of \(indicator.source)")
        }
        if !indicator.note.isEmpty { facts.append(indicator.note) }
        return [
            .text("  \(indicator.kind) ", .textDim), .text(indicator.value, .textStrong),
            .text(" in ", .textDim), .text(indicator.field), .text(facts.isEmpty ? "" : "  ", .textDim),
            .text(facts.joined(separator: ", "), .textDim),
        ]
    }
}
