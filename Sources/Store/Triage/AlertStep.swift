// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

extension AlertWalk {
    /// An alert of Suricata, or the match of a rule.
    struct Step {
        var row: Int64 = 0
        var gateway: Int64
        /// The number of the signature; 0 for a match.
        var signature: Int64 = 0
        /// The number of the rule; 0 for an alert of Suricata.
        var rule: Int64 = 0
        var source: IPAddress?
        var destination: IPAddress?
        var port: UInt16?
        var disposition = Disposition.new
        /// Why it was archived; only of an archived one.
        var reason: ArchiveReason?
        /// Whether a suppression hides it: only what nobody has touched.
        var isMuted = false
        /// The number of its day's note.
        var note: Int32 = 0

        /// An alert of Suricata that nobody has touched.
        init(_ kind: AlertKind, row: Int64 = 0) {
            self.row = row
            gateway = kind.gateway
            signature = kind.signature ?? 0
            source = kind.source
            destination = kind.destination
            port = kind.port
        }

        var kind: AlertKind {
            AlertKind(
                gateway: gateway, signature: signature, source: source, destination: destination, port: port)
        }
    }
}

extension AlertWalk.Step {
    func alert(in day: DaySnapshot) -> AlertID {
        AlertID(event: day.partition.id(ofRow: row), rule: day.names.rule(rule)?.id ?? "")
    }

    func subject(in day: DaySnapshot) -> InboxGroup.Subject? {
        if let rule = day.names.rule(rule) { return .rule(rule.id) }
        guard let signature = day.names.signature(signature) else { return nil }
        return .signature(generator: signature.generator, number: signature.number)
    }

    func title(in day: DaySnapshot) -> String {
        if let rule = day.names.rule(rule) { return rule.title }
        guard let signature = day.names.signature(signature) else { return "alert without a signature" }
        return signature.text ?? "signature \(signature.number)"
    }

    func urgency(in day: DaySnapshot) -> Urgency {
        if let rule = day.names.rule(rule) { return Urgency(level: rule.level) }
        return Urgency(severity: day.names.signature(signature)?.severity)
    }
}
