// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

/// A filter as SQL over the columns of one file.
struct Condition {
    /// An expression over the table `e`.
    var sql: String
    var arguments: [Argument]
    /// Whether the expression holds for exactly the events of the filter. Otherwise it holds for these and others, and the
    /// filter must be asked again with the raw bytes.
    var isExact: Bool

    /// The condition of `filter`, which must be `simplified`; `type` is the expression for the event's type.
    ///
    /// Sensors choose how many names a file has, and a regular expression may take long over each of them.
    ///
    /// - Throws: `StoreError.interrupted` once the query shall end.
    init(_ filter: Filter, in day: DaySnapshot, type: String = "e.type") throws(StoreError) {
        var builder = ConditionBuilder(
            names: day.names, partition: day.partition, type: type, cancellation: day.cancellation,
            hasCountries: day.countries(for: filter) != nil, standings: try day.standings(for: filter),
            trust: try day.trust(for: filter))
        sql = builder.sql(filter, isNegated: false)
        arguments = builder.arguments
        isExact = builder.isExact
        if day.cancellation.isCancelled { throw StoreError.interrupted }
    }
}

/// Writes the expression. Texts and signatures are compared here, in Swift, so that the store, the evaluator and the filter
/// language mean the same by "equal"; SQL only sees the numbers that qualified.
private struct ConditionBuilder {
    let names: LocalNames
    let partition: Partition
    let type: String
    /// Once it is set no name is looked at any more, and what was written is of no use.
    let cancellation: Cancellation
    /// Whether countries can be told: `CountrySource.function` is there then.
    let hasCountries: Bool
    /// What became of alerts, where the filter looks at that.
    let standings: DayStandings?
    /// How far gateways could be believed, where the filter looks at that.
    let trust: DayTrust?
    var arguments: [Argument] = []
    var isExact = true

    /// The expression of `filter`; under a negation, what cannot be told from columns must be too little, not too much.
    mutating func sql(_ filter: Filter, isNegated: Bool) -> String {
        switch filter {
        case .everything: return "1"
        case .all(let members): return join(members, by: " AND ", neutral: "1", decisive: "0", isNegated)
        case .any(let members): return join(members, by: " OR ", neutral: "0", decisive: "1", isNegated)
        // An absent field is NULL, and a test of it fails; NOT must see that as false.
        case .not(let member): return "NOT ifnull(\(sql(member, isNegated: !isNegated)), 0)"
        case .test(let field, let comparison): return test(field, comparison, isNegated: isNegated)
        case .eitherAddress(let comparison):
            let source = address("e.source", comparison)
            return "(\(source) OR \(address("e.destination", comparison)))"
        case .text, .expression: return unknown(isNegated)
        case .since(let time): return moment(time, ">=")
        case .until(let time): return moment(time, "<")
        }
    }

    /// What decides nothing is left out, and what decides all stands alone: SQLite takes no more than a thousand parts, and a term
    /// of a filter may be several of which columns tell nothing.
    private mutating func join(
        _ members: [Filter], by word: String, neutral: String, decisive: String, _ isNegated: Bool
    ) -> String {
        let known = arguments.count
        var parts: [String] = []
        for member in members {
            let part = sql(member, isNegated: isNegated)
            if part == neutral { continue }
            if part == decisive {
                arguments.removeLast(arguments.count - known)
                return decisive
            }
            parts.append(part)
        }
        return parts.isEmpty ? neutral : "(" + parts.joined(separator: word) + ")"
    }

    /// Rows are numbered by time. What is to come is not known here, so a time that moves with the clock holds for nothing.
    private mutating func moment(_ time: TimeSpec, _ operation: String) -> String {
        guard case .at(let instant) = time else { return "0" }
        arguments.append(.integer(partition.row(at: instant)))
        return "e.row \(operation) ?"
    }

    private mutating func unknown(_ isNegated: Bool) -> String {
        isExact = false
        return isNegated ? "0" : "1"
    }

    private mutating func test(_ field: Field, _ comparison: Comparison, isNegated: Bool) -> String {
        switch field {
        case .gateway: text("e.gateway", comparison)
        case .eventType: text(type, comparison)
        case .sensor: text("e.sensor", comparison)
        case .transport: text("e.transport", comparison)
        case .appProtocol: text("e.app", comparison)
        case .action: text("e.action", comparison)
        case .trust: believed(ValueTest(comparison))
        case .source: address("e.source", comparison)
        case .destination: address("e.destination", comparison)
        case .sourceCountry: country("e.source", comparison)
        case .destinationCountry: country("e.destination", comparison)
        case .sourcePort: number("e.source_port", comparison)
        case .destinationPort: number("e.destination_port", comparison)
        case .flowID: number("e.flow", comparison)
        case .signatureID, .generatorID, .revision, .severity, .signature, .category:
            signature(comparison) { $0.value(of: field) }
        case .rule: rule(comparison) { [.text($0.title), .text($0.id)] }
        case .ruleLevel: rule(comparison) { [.text($0.level)] }
        case .state, .assignee, .tag: standing(field, comparison)
        case .path: unknown(isNegated)
        }
    }

    /// Rules have few numbers, and what matched lies together by rule.
    private mutating func rule(_ comparison: Comparison, _ values: (RuleReference) -> [FieldValue]) -> String {
        let test = ValueTest(comparison)
        let ids = names.rules.filter { !cancellation.isCancelled && values($0.value).contains(where: test.accepts) }
            .keys.sorted()
        guard !ids.isEmpty else { return "0" }
        arguments.append(.rows(ids))
        return "e.row IN (SELECT row FROM match WHERE rule IN (SELECT value FROM json_each(?)))"
    }

    /// What people touched is told by its rows; all other alerts are new.
    private mutating func standing(_ field: Field, _ comparison: Comparison) -> String {
        guard let standings else { return "0" }
        let test = ValueTest(comparison)
        arguments.append(.rows(standings.rows(with: field, where: test.accepts)))
        let touched = "e.row IN (SELECT value FROM json_each(?))"
        guard field == .state, test.accepts(.text(Disposition.new.rawValue)) else { return touched }
        let alert = names.id(of: EventType.alert) ?? -1
        arguments.append(.rows(standings.rows { _ in true }))
        guard names.hasRules else { return "(\(touched) OR \(type) = \(alert) AND NOT \(touched))" }
        let untouched = "(\(type) = \(alert) OR e.row IN (SELECT row FROM match)) AND NOT \(touched)"
        // Of several alerts of an event some may be untouched.
        let counts = standings.counts.map { "[\($0.row),\($0.count)]" }.joined(separator: ",")
        arguments.append(.text("[\(counts)]"))
        let partly = """
            e.row IN (
                SELECT m.row FROM json_each(?) t CROSS JOIN match m ON m.row = t.value ->> 0 JOIN rule r ON r.id = m.rule
                GROUP BY m.row HAVING count(DISTINCT r.rule) + (
                    SELECT count(*) FROM event o WHERE o.row = m.row AND o.type = \(alert)
                ) > t.value ->> 1)
            """
        return "(\(touched) OR \(untouched) OR \(partly))"
    }

    /// SQLite nests no deeper than a thousand parts; of more spans than this the rows are listed.
    private static let spansMost = 200

    private mutating func row(within span: DayTrust.Span, of gateway: Int64) -> String {
        arguments.append(.integer(gateway))
        var part = "e.gateway = ?"
        if let from = span.from {
            arguments.append(.integer(partition.row(at: from)))
            part += " AND e.row >= ?"
        }
        if let until = span.until {
            arguments.append(.integer(partition.row(at: until)))
            part += " AND e.row < ?"
        }
        return "(\(part))"
    }

    private mutating func rows(within spans: [(DayTrust.Span, Int64)]) -> String {
        let bounds = partition.rows
        let list = spans.map { span, gateway in
            let from = span.from.map(partition.row) ?? bounds.lowerBound
            let until = span.until.map(partition.row) ?? bounds.upperBound + 1
            return "[\(gateway),\(from),\(until)]"
        }
        arguments.append(.text("[\(list.joined(separator: ","))]"))
        return """
            e.row IN (
                SELECT o.row FROM json_each(?) t CROSS JOIN event o
                ON o.row >= t.value ->> 1 AND o.row < t.value ->> 2 AND o.gateway = t.value ->> 0)
            """
    }

    /// States are of gateways and spans of time: whole gateways of the file where nothing changes in it.
    private mutating func believed(_ test: ValueTest) -> String {
        let usual = DayTrust.acceptsNever(test)
        let spans = trust?.exceptions(to: test) ?? []
        let known = spans.compactMap { span in names.id(of: span.gateway).map { (span, $0) } }
        let whole = known.filter { $0.0.from == nil && $0.0.until == nil }.map { Int($0.1) }
        var parts = whole.isEmpty ? [] : [one(of: whole, "e.gateway")]
        let cut = known.filter { $0.0.from != nil || $0.0.until != nil }
        if cut.count > Self.spansMost {
            parts.append(rows(within: cut))
        } else {
            parts += cut.map { row(within: $0.0, of: $0.1) }
        }
        guard !parts.isEmpty else { return usual ? "1" : "0" }
        let exceptions = parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " OR ")))"
        return usual ? "NOT ifnull(\(exceptions), 0)" : exceptions
    }

    private mutating func text(_ column: String, _ comparison: Comparison) -> String {
        if comparison == .exists { return "\(column) IS NOT NULL" }
        let test = ValueTest(comparison)
        let ids = names.texts.indices.dropFirst().filter {
            !cancellation.isCancelled && test.accepts(.text(names.texts[$0]))
        }
        return one(of: ids, column)
    }

    private mutating func signature(
        _ comparison: Comparison, _ value: (LocalNames.Signature) -> FieldValue
    ) -> String {
        let test = ValueTest(comparison)
        let ids = names.signatures.indices.dropFirst().filter {
            !cancellation.isCancelled && test.accepts(value(names.signatures[$0]))
        }
        return one(of: ids, "e.signature")
    }

    private mutating func one(of ids: [Int], _ column: String) -> String {
        switch ids.count {
        case 0: return "0"
        case 1:
            arguments.append(.integer(Int64(ids[0])))
            return "\(column) = ?"
        default:
            let list = ids.map(String.init).joined(separator: ",")
            arguments.append(.text("[\(list)]"))
            return "\(column) IN (SELECT value FROM json_each(?))"
        }
    }

    private mutating func number(_ column: String, _ comparison: Comparison) -> String {
        let operation: String
        let value: Int64
        switch comparison {
        case .between(let range):
            arguments += [.integer(range.lowerBound), .integer(range.upperBound)]
            return "\(column) BETWEEN ? AND ?"
        case .equals(.integer(let wanted)): (operation, value) = ("=", wanted)
        case .less(let bound): (operation, value) = ("<", bound)
        case .lessOrEqual(let bound): (operation, value) = ("<=", bound)
        case .greater(let bound): (operation, value) = (">", bound)
        case .greaterOrEqual(let bound): (operation, value) = (">=", bound)
        case .exists: return "\(column) IS NOT NULL"
        default: return "0"
        }
        arguments.append(.integer(value))
        return "\(column) \(operation) ?"
    }

    private mutating func between(_ range: ClosedRange<IPAddress>, _ column: String) -> String {
        // A number is below all bytes for SQLite, as IPv4 is below IPv6: bounds of one kind hold for values of that kind alone.
        arguments += [range.lowerBound.argument, range.upperBound.argument]
        return "\(column) BETWEEN ? AND ?"
    }

    /// Each row's address is looked up, so that other tests of the filter had better hold first.
    private func country(_ column: String, _ comparison: Comparison) -> String {
        guard hasCountries else { return "0" }
        if comparison == .exists { return "\(column) IS NOT NULL" }
        let indices = CountrySource.indices(comparison)
        guard !indices.isEmpty else { return "0" }
        return "\(CountrySource.function)(\(column)) IN (\(indices.map(String.init).joined(separator: ",")))"
    }

    private mutating func address(_ column: String, _ comparison: Comparison) -> String {
        switch comparison {
        case .equals(.address(let address)):
            arguments.append(address.argument)
            return "\(column) = ?"
        case .within(let network): return between(network.range, column)
        case .addresses(let range): return between(range, column)
        case .exists: return "\(column) IS NOT NULL"
        default: return "0"
        }
    }
}
