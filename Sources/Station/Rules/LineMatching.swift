// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Indicators
internal import Intake
package import Rules
internal import Sigma

/// Matches a rule set on the lines of files, without a station.
package struct LineMatching: ~Copyable {
    /// One match.
    package struct Hit: Sendable {
        package var rule: RuleReference
        /// The line, counted from 1.
        package var line: UInt64
        package var file: String
        /// What was found, where the rule is a list of indicators.
        package var evidence: IndicatorEvidence?
    }

    private let rules: RuleSet
    private var matcher: SigmaMatcher
    private var finder: IndicatorFinder
    /// Lines that were matched.
    package private(set) var events = 0
    package private(set) var matches = 0
    /// Lines that are no JSON.
    package private(set) var refused = 0

    /// What logs call the time of an event, the first that is there.
    private static let timeFields = ["timestamp", "@timestamp", "UtcTime", "SystemTime", "EventTime", "time", "ts"]

    package init(_ rules: RuleSet) {
        self.rules = rules
        matcher = SigmaMatcher(rules.program)
        finder = IndicatorFinder(rules.program)
    }

    /// Matches each line of a file, plain or compressed, or of a JSON array. Correlations go by the lines' times; a line without a
    /// time has that of the line before.
    ///
    /// - Throws: `UserMessage` where the file cannot be read, after all that could be.
    package mutating func run(_ path: String, _ body: (Hit) throws -> Void) throws {
        var engine = rules.correlations
        var times = TimeFinder(Self.timeFields)
        var time = Instant(microseconds: 0)
        do {
            var reader = try ImportReader(path: path, gateway: "rules")
            while let block = try reader.next() {
                var line = block.lines.firstLine
                for range in block.lines.bytes.lineRanges {
                    defer { line += 1 }
                    if range.isEmpty { continue }
                    let raw = block.lines.bytes.span.extracting(range)
                    do throws(EveTreeError) {
                        try matcher.match(raw)
                    } catch {
                        refused += 1
                        continue
                    }
                    events += 1
                    for rule in matcher.matches where !rules.correlations.hiddenRules.contains(rule) {
                        matches += 1
                        try body(Hit(rule: rules.references[rule], line: line, file: path))
                    }
                    guard rules.hasCorrelations || rules.looksForIndicators else { continue }
                    time = times.find(in: raw) ?? time
                    for (list, evidence) in lookUp(raw, at: time) {
                        matches += 1
                        let rule = rules.references[rules.rule(ofList: list)]
                        try body(Hit(rule: rule, line: line, file: path, evidence: evidence))
                    }
                    for correlation in correlate(&engine, at: time, line: line, raw) {
                        matches += 1
                        try body(Hit(rule: rules.references[rules.baseCount + correlation], line: line, file: path))
                    }
                }
            }
        } catch let failure as IntakeError {
            throw UserMessage(failure)
        }
    }

    /// The lists that have something of the last line, each with the first of it.
    private mutating func lookUp(
        _ raw: Span<UInt8>, at time: Instant
    ) -> [(list: Int, evidence: IndicatorEvidence)] {
        guard rules.looksForIndicators else { return [] }
        let lists = rules.lists
        finder.look(
            matcher, in: raw, at: time, lists: lists.indicators, visitors: IndicatorOverlay(IndicatorSet()))
        var found: [(list: Int, evidence: IndicatorEvidence)] = []
        for (index, field) in zip(finder.inLists.indicators, finder.inLists.fields) {
            let list = lists.list(ofIndicator: index)
            guard !found.contains(where: { $0.list == list }) else { continue }
            let name = rules.program.fieldNames[field]
            found.append((list, IndicatorEvidence(indicator: lists.indicators[index], field: name)))
        }
        return found
    }

    /// The correlations that the last line completed.
    private borrowing func correlate(
        _ engine: inout CorrelationEngine, at time: Instant, line: UInt64, _ raw: Span<UInt8>
    ) -> [Int] {
        var found = engine.advance(to: time)
        for rule in matcher.matches {
            guard let fields = rules.wantedFields(ofRule: rule, matcher, in: raw) else { continue }
            found += engine.take(BaseMatch(rule: rule, time: time, event: line, fields: fields))
        }
        return found.map(\.correlation).filter { !engine.hiddenCorrelations.contains($0) }
    }
}

/// Finds the time of a line of any log.
private struct TimeFinder: ~Copyable {
    private var reader: FieldReader

    init(_ names: [String]) {
        reader = FieldReader(WantedFields(names))
    }

    mutating func find(in line: Span<UInt8>) -> Instant? {
        guard (try? reader.read(line)) != nil else { return nil }
        var best: (field: Int, time: Instant)?
        for index in 0..<reader.count {
            let value = reader[index]
            guard let field = value.field, best.map({ field < $0.field }) ?? true,
                let text = reader.scalar(value, in: line)?.text, let time = Instant(text)
            else { continue }
            best = (field, time)
        }
        return best?.time
    }
}

extension [UInt8] {
    /// The lines, without their ends.
    fileprivate var lineRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while start < count {
            let end = self[start...].firstIndex(of: UInt8(ascii: "\n")) ?? count
            ranges.append(start..<end)
            start = end + 1
        }
        return ranges
    }
}
