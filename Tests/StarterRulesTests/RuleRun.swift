// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Sigma
import Testing

@testable import StarterRules

/// Runs rules over lines of EVE as a station does: mapped, matched all at once, and correlated.
struct RuleRun {
    /// A rule or correlation that was reported.
    struct Hit: Hashable {
        var title: String
        var level: SigmaLevel?
        var time: Instant
        /// The values of the group, in order; of a single event its addresses.
        var group: [String]
    }

    private let rules: [DetectionRule]
    private let correlations: [CorrelationRule]
    private let names: [FieldNames]
    private let program: SigmaProgram
    private var engine: CorrelationEngine
    private var eventCount: UInt64 = 0

    /// Rules, correlations and log sources without problems are a requirement.
    init(_ files: [SigmaFile], mapping: MappingSet = .builtin) throws {
        let documents = files.flatMap(\.documents)
        let rules = documents.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
        correlations = documents.compactMap { if case .correlation(let rule) = $0 { rule } else { nil } }
        var names: [FieldNames] = []
        var compiled: [SigmaProgram.Rule] = []
        for rule in rules {
            guard case .mapped(let types, let fields) = mapping.resolve(rule.logSource) else {
                throw Absent(title: rule.header.title)
            }
            names.append(fields)
            compiled.append(SigmaProgram.Rule(rule.expression, types: types.map(Set.init)))
        }
        let engine = CorrelationEngine(rules: correlations, baseRules: rules.map(\.header))
        let needed = rules.indices.flatMap { index in engine.neededFields(ofRule: index).flatMap { names[index]($0) } }
        program = SigmaProgram(compiled, alsoRead: needed + ["src_ip", "dest_ip"]) { names[$0]($1) }
        try #require(program.problems.isEmpty && engine.problems.isEmpty)
        (self.rules, self.names, self.engine) = (rules, names, engine)
    }

    /// That a rule's log source is not there.
    struct Absent: Error {
        var title: String
    }

    /// What is reported of lines, in the order in which it comes true.
    mutating func hits(in bytes: [UInt8]) throws -> [Hit] {
        var decoder = EveDecoder()
        let batch = decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 1))
        try #require(batch.rejections.isEmpty)
        var matcher = SigmaMatcher(program)
        var hits: [Hit] = []
        for event in batch.events {
            let line = batch.bytes.span.extracting(event.raw)
            try matcher.match(line)
            eventCount += 1
            for rule in matcher.matches {
                let fields = fields(of: rule, matcher, line)
                let match = BaseMatch(rule: rule, time: event.time, event: eventCount, fields: fields)
                if engine.correlates(rule: rule) { hits += engine.take(match).map(hit) }
                if !engine.hiddenRules.contains(rule) { hits.append(hit(rule, event.time, matcher, line)) }
            }
        }
        return hits
    }

    private func fields(
        of rule: Int, _ matcher: borrowing SigmaMatcher, _ line: Span<UInt8>
    ) -> [String: [String]] {
        var fields: [String: [String]] = [:]
        for name in engine.neededFields(ofRule: rule) {
            var values: [String] = []
            for path in names[rule](name) { add(path, matcher, line, &values) }
            if !values.isEmpty { fields[name] = values }
        }
        return fields
    }

    private func add(
        _ path: String, _ matcher: borrowing SigmaMatcher, _ line: Span<UInt8>, _ texts: inout [String]
    ) {
        guard let number = matcher.program.number(ofField: path) else { return }
        matcher.addTexts(ofField: number, in: line, to: &texts)
    }

    private func hit(
        _ rule: Int, _ time: Instant, _ matcher: borrowing SigmaMatcher, _ line: Span<UInt8>
    ) -> Hit {
        var group: [String] = []
        for path in ["src_ip", "dest_ip"] { add(path, matcher, line, &group) }
        return Hit(title: rules[rule].header.title, level: rules[rule].header.level, time: time, group: group)
    }

    private func hit(_ match: CorrelationMatch) -> Hit {
        let header = correlations[match.correlation].header
        return Hit(title: header.title, level: header.level, time: match.time, group: match.group.map(\.text))
    }
}
