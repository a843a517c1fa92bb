// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Pushes
internal import Station

extension UserMessage {
    /// What a person is told where something about rules of sensors could not be done.
    init(_ failure: PushDeskFailure) {
        switch failure {
        case .refused, .changed: self.init(.notSo, "\(failure.message).")
        case .rules, .storage: self.init(.environment, "\(failure.message).")
        }
    }

    /// What `body` gives; its failure becomes a message.
    static func ofPushes<Value>(_ body: () throws(PushDeskFailure) -> Value) throws(UserMessage) -> Value {
        do throws(PushDeskFailure) { return try body() } catch { throw UserMessage(error) }
    }
}

extension JSONValue {
    static func known(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    static func known(_ time: Instant?) -> JSONValue { known(time?.rfc3339) }
    static func known(_ number: Int?) -> JSONValue { number.map { .int($0) } ?? .null }
}

extension GatewayRules {
    /// What is not known is null.
    var json: JSONValue {
        .object([
            ("gateway", .string(gateway)), ("state", .string(state.rawValue)), ("told", .string(explanation)),
            ("connected", .bool(isConnected)), ("wanted", wanted?.json ?? .null), ("running", .known(running?.text)),
            ("report", reportJSON), ("reported", .known(reported)), ("seen", .known(seen)),
        ])
    }

    private var reportJSON: JSONValue {
        guard let report else { return .null }
        return .object([
            ("state", .string(report.state.rawValue)), ("order", .int(report.number)),
            ("tried", .known(report.tried?.text)), ("why", .string(report.why)),
            ("complaints", .array(report.complaints.map { .string($0) })), ("expected", .known(report.expected)),
            ("suricata", .known(report.sensor?.version)), ("loaded", .known(report.sensor?.loaded)),
            ("failed", .known(report.sensor?.failed)), ("agent", .string(report.agent)),
        ])
    }

    /// Lines for a person: one, and one for each complaint of Suricata's.
    var lines: [String] {
        let wanted = wanted.map { "\($0.revision)  \($0.ruleCount) rules" } ?? "nothing"
        var line = "\(gateway)  \(state.words)  wanted \(wanted)  running \(running?.text ?? "?")  \(explanation)"
        if !isConnected, let seen { line += "  as of \(seen.rfc3339)" }
        let complaints = state == .refused || state == .rolledBack ? report?.complaints ?? [] : []
        return [line] + complaints.map { "  \($0)" }
    }
}

extension WantedRules {
    var json: JSONValue {
        .object([
            ("revision", .string(revision.text)), ("order", .int(number)), ("push", .int(push)),
            ("rules", .int(ruleCount)), ("may_run_fewer", .bool(mayRunFewer)), ("person", .string(person)),
            ("time", .string(time.rfc3339)), ("comment", .string(comment)),
        ])
    }
}

extension PushRecord {
    var json: JSONValue {
        .object([
            ("push", .int(number)), ("kind", .string(kind.rawValue)), ("person", .string(person)),
            ("time", .string(time.rfc3339)), ("comment", .string(comment)), ("may_run_fewer", .bool(mayRunFewer)),
            ("mute", .known(mute)), ("undoes", .known(undoes)), ("undone_by", .known(undoneBy)),
            (
                "gateways",
                .array(
                    shares.map { share in
                        .object([
                            ("gateway", .string(share.gateway)), ("order", .int(share.order)),
                            ("revision", .string(share.revision.text)), ("before", .known(share.before?.text)),
                        ])
                    })
            ),
        ])
    }

    /// One line for a person.
    var line: String {
        let names = shares.prefix(4).map(\.gateway).joined(separator: " ")
        let more = shares.count > 4 ? " and \(shares.count - 4) more" : ""
        let revisions = Set(shares.map(\.revision.text)).sorted()
        let revision = revisions.count == 1 ? "  revision \(revisions[0])" : ""
        let undone = undoneBy.map { "  taken back by push \($0)" } ?? ""
        let said = comment.isEmpty ? "" : "  \(comment)"
        let to = shares.isEmpty ? "to no gateway" : "to \(names)\(more)"
        return "push \(number)  \(time.rfc3339)  \(person)  \(kind.rawValue)  \(to)\(revision)\(said)\(undone)"
    }
}

extension GatewayMute {
    var json: JSONValue {
        .object([
            ("mute", .int(number)), ("gateway", .known(gateway)), ("gid", .int(Int(gid))), ("sid", .int(Int(sid))),
            ("track", .known(scope?.track.rawValue)), ("addresses", .known(scope.map { "\($0.network)" })),
            ("until", .string(expiry.rfc3339)), ("person", .string(person)), ("time", .string(time.rfc3339)),
            ("reason", .string(reason)), ("ended", .known(end?.time)), ("ended_by", .known(end?.person)),
        ])
    }

    /// One line for a person.
    var text: String {
        let place = gateway ?? "all gateways"
        let ended = end.map { "  ended \($0.time.rfc3339) by \($0.person)" } ?? ""
        return "muting \(number)  \(told)  at \(place)  until \(expiry.rfc3339)  \(person)  \(reason)\(ended)"
    }
}

extension RulesDifference {
    var json: JSONValue {
        func lines(_ lines: [Line]) -> JSONValue {
            .array(
                lines.map {
                    .object([
                        ("id", .string($0.id)), ("title", .string($0.title)), ("text", .string($0.text)),
                        ("because", .known($0.because)),
                    ])
                })
        }
        return .object([
            ("from", .known(from?.text)), ("to", .string(to.text)), ("added", lines(added)),
            (
                "changed",
                .array(
                    changed.map { change in
                        .object([
                            ("id", .string(change.after.id)), ("before", .string(change.before.text)),
                            ("after", .string(change.after.text)), ("because", .known(change.after.because)),
                        ])
                    })
            ),
            ("removed", lines(removed)), ("thresholds_added", lines(addedThresholds)),
            ("thresholds_removed", lines(removedThresholds)),
        ])
    }
}
