// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Query
internal import Rules

extension Report {
    /// Machine output. Its keys are described in docs/report.md and stay as they are.
    package var json: JSONValue {
        .object([
            ("site", .string(site)),
            ("since", .string(period.start.rfc3339)), ("until", .string(period.end.rfc3339)),
            ("partial", .bool(isPartial)), ("notices", .array(notices.map(JSONValue.string))),
            (
                "dropped_days",
                dropped.map { .object([("count", .int($0.count)), ("until", .time($0.end))]) } ?? .null
            ),
            ("totals", totals.json), ("course", course.json), ("gateways", .array(gateways.map(\.json))),
            (
                "changes",
                changes.map { .object([("signatures", $0.signatures.json), ("rules", $0.rules.json)]) } ?? .null
            ),
            ("signatures", signatures.json(\.json)),
            ("top", .object(tops.map { ($0.subject.rawValue, $0.ranking.json(\.json)) })),
            ("rules", rules.json(of: totals.matches)), ("triage", triage.json),
        ])
    }
}

extension JSONValue {
    fileprivate static func count(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
    fileprivate static func time(_ value: Instant?) -> JSONValue { value.map { .string($0.rfc3339) } ?? .null }
    fileprivate static func counts(_ values: [Int]) -> JSONValue { .array(values.map(JSONValue.int)) }
}

extension Report.Totals {
    fileprivate var json: JSONValue {
        .object([
            ("events", .int(events)), ("events_before", .count(eventsBefore)), ("alerts", .int(alerts.total)),
            ("alerts_before", .count(alertsBefore)), ("severities", alerts.json), ("blocked", .int(blocked)),
            ("matches", .int(matches)), ("matches_before", .count(matchesBefore)),
        ])
    }
}

extension SeverityCounts {
    fileprivate var json: JSONValue {
        .object([("1", .int(high)), ("2", .int(medium)), ("3", .int(low)), ("other", .int(other))])
    }
}

extension Report.Course {
    fileprivate var json: JSONValue {
        .object([
            ("start", .time(grid.start)), ("bucket_seconds", .integer(grid.width / 1_000_000)),
            (
                "alerts",
                .object([
                    ("1", .counts(alerts.map(\.high))), ("2", .counts(alerts.map(\.medium))),
                    ("3", .counts(alerts.map(\.low))), ("other", .counts(alerts.map(\.other))),
                ])
            ), ("events", .counts(events)),
        ])
    }
}

extension GatewayHealth {
    fileprivate var json: JSONValue {
        .object([
            ("gateway", .string(gateway)), ("events", .int(events)), ("events_before", .count(before)),
            ("first_event", .time(firstEvent)), ("last_event", .time(lastEvent)),
            ("silent_seconds", .count(silentSeconds)), ("kernel_drops", .int(drops)),
            ("refused_ever", .object(refused.map { ($0.reason, .int($0.count)) })),
        ])
    }
}

extension ReportChanges.Movement {
    fileprivate var json: JSONValue {
        func list(_ items: [ReportChanges.Item]) -> JSONValue {
            .array(
                items.map {
                    .object([
                        ("id", .string($0.id)), ("title", .string($0.title)), ("before", .int($0.before)),
                        ("now", .int($0.now)),
                    ])
                })
        }
        return .object([
            ("new", list(new)), ("new_count", .int(newCount)), ("gone", list(gone)), ("gone_count", .int(goneCount)),
            ("rises", list(rises)), ("falls", list(falls)),
        ])
    }
}

extension Ranking {
    fileprivate func json(_ row: (Row) -> JSONValue) -> JSONValue {
        .object([
            ("rows", .array(rows.map(row))), ("other", .int(other)), ("missing", .int(missing)), ("total", .int(total)),
        ])
    }
}

extension RankedSignature {
    fileprivate var json: JSONValue {
        .object([
            ("gid", .int(Int(generatorID))), ("sid", .int(Int(signatureID))), ("signature", .string(text)),
            ("category", .string(category)), ("severity", .count(severity.map { Int($0) })), ("count", .int(count)),
            ("before", .count(before)), ("gateways", .int(gateways)), ("first", .time(first)), ("last", .time(last)),
            ("course", .counts(series)),
        ])
    }
}

extension RankedValue {
    fileprivate var json: JSONValue {
        .object([("value", .string(value.text)), ("count", .int(count)), ("before", .count(before))])
    }
}

extension Report.RuleFindings {
    fileprivate func json(of total: Int) -> JSONValue {
        .object([
            (
                "rows",
                .array(
                    top.map {
                        .object([
                            ("id", .string($0.rule.id)), ("title", .string($0.rule.title)),
                            ("level", .string($0.rule.level)), ("count", .int($0.count)),
                            ("before", .count($0.before)), ("course", .counts($0.series)),
                        ])
                    })
            ),
            ("other", .int(total - top.reduce(0) { $0 + $1.count })), ("total", .int(total)),
            (
                "gave_up",
                .array(
                    gaveUp.map {
                        .object([
                            ("id", .string($0.rule)), ("revision", .int($0.revision)), ("values", .int($0.count)),
                            ("first", .time($0.first)), ("last", .time($0.last)),
                        ])
                    })
            ),
        ])
    }
}
