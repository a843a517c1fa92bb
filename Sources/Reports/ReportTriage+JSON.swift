// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Triage

extension ReportTriage {
    /// The part `triage` of machine output.
    var json: JSONValue {
        .object([
            ("dispositions", .object(Disposition.allCases.map { ($0.rawValue, .int(count($0))) })),
            ("muted", .int(muted)),
            ("archived_as", .object(ArchiveReason.allCases.map { ($0.rawValue, .int(reasons[$0] ?? 0)) })),
            (
                "deeds",
                .array(
                    deeds.map {
                        .object([
                            ("person", .string($0.person)), ("deed", .string($0.deed)), ("actions", .int($0.actions)),
                            ("alerts", .int($0.alerts)),
                        ])
                    })
            ),
            ("escalated", .array(escalated.map(\.json))),
            ("mutings", .array(mutings.compactMap(Self.json))),
            (
                "newest_record",
                newest.map {
                    .object([
                        ("number", .integer($0.number)), ("time", .string($0.time.rfc3339)),
                        ("sha256", .string($0.digits)),
                    ])
                } ?? .null
            ),
        ])
    }
}

extension ReportTriage {
    private static func json(_ record: TriageRecord) -> JSONValue? {
        guard let suppression = record.suppression else { return nil }
        return .object([
            ("number", .integer(record.number)), ("title", .string(record.action.scope)),
            ("scope", .string(suppression.scope.told)), ("until", .string(suppression.expiry.rfc3339)),
            ("person", .string(record.action.person)), ("comment", .string(record.action.comment)),
        ])
    }
}

extension EscalatedAlert {
    fileprivate var json: JSONValue {
        .object([
            ("id", .string(id.text)), ("time", told { $0.time.rfc3339 }), ("title", told(\.title)),
            ("urgency", told { "\($0.urgency)" }), ("gateway", told(\.gateway)), ("source", told(\.source)),
            ("destination", told(\.destination)), ("assignee", .string(standing.assignee)),
            ("tags", .array(standing.tags.map(JSONValue.string))), ("history", .array(history.map(Self.json))),
        ])
    }

    private func told(_ text: (Event) -> String) -> JSONValue { event.map { .string(text($0)) } ?? .null }

    private static func json(_ record: TriageRecord) -> JSONValue {
        .object([
            ("number", .integer(record.number)), ("time", .string(record.action.time.rfc3339)),
            ("person", .string(record.action.person)), ("origin", .string(record.action.origin)),
            ("deed", .string(record.action.deed.told)), ("comment", .string(record.action.comment)),
            ("undoes", record.undoes.map(JSONValue.integer) ?? .null),
        ])
    }
}
