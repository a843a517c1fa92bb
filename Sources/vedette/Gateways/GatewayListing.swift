// SPDX-License-Identifier: Apache-2.0

internal import Devices
internal import EVE
internal import Enrolment
internal import Pushes
internal import Query
internal import Station

/// What `vedette gateways` tells of one gateway: what is stored of it, and how it is let in.
struct GatewayListing {
    /// Of a gateway that never sent anything, one with nothing in it.
    let report: GatewayReport
    /// `nil` for a gateway that was never invited.
    let enrolled: EnrolledGateway?
    /// The rules of its sensor; `nil` where nothing was pushed to it, and it told nothing.
    let rules: GatewayRules?
    /// How far it can be believed now; `nil` for one whose TPM was never enrolled.
    let trust: DeviceState?

    init(
        report: GatewayReport, enrolled: EnrolledGateway?, rules: GatewayRules? = nil, trust: DeviceState? = nil
    ) {
        self.trust = trust
        self.report = report
        self.enrolled = enrolled
        self.rules = rules
    }

    /// Every gateway that sent anything or was invited, by name.
    static func all(
        _ reports: [GatewayReport], _ enrolled: [EnrolledGateway], _ rules: [GatewayRules] = [],
        _ trust: TrustHistory = TrustHistory(), now: Instant = .now
    ) -> [GatewayListing] {
        let known = Dictionary(enrolled.map { ($0.name, $0) }) { first, _ in first }
        let rulesOf = Dictionary(rules.map { ($0.gateway, $0) }) { first, _ in first }
        let senders = Set(reports.map(\.gateway))
        let others = enrolled.filter { !senders.contains($0.name) }.map { GatewayReport(gateway: $0.name) }
        return (reports + others).sorted { $0.gateway < $1.gateway }.map {
            GatewayListing(
                report: $0, enrolled: known[$0.gateway], rules: rulesOf[$0.gateway],
                trust: trust.state(of: $0.gateway, at: now))
        }
    }

    private var certificateEnds: Instant? { enrolled?.certificateEnds }

    /// What is not known is null.
    var json: JSONValue {
        let rejected = report.rejected.sorted { $0.key.rawValue < $1.key.rawValue }
        return .object([
            ("gateway", .string(report.gateway)), ("events", .int(report.events)),
            ("first_event", Self.time(report.firstEvent)), ("last_event", Self.time(report.lastEvent)),
            ("last_arrival", Self.time(report.lastArrival)), ("lag_seconds", Self.seconds(report.lag)),
            ("clock_ahead_seconds", Self.seconds(report.clockAhead)),
            ("clock_skew_seconds", Self.seconds(rules?.clock?.ahead)),
            ("clock_skew_within_seconds", Self.seconds(rules?.clock?.within)),
            ("clock_skew_told", Self.time(rules?.clockTold)),
            ("rejected", .object(rejected.map { ($0.key.name, .int($0.value)) })),
            ("duplicates", .int(report.duplicates)), ("kernel_drops", .int(report.kernelDrops)),
            ("socket_drops", report.socketDrops.map { .int($0) } ?? .null),
            ("rules_wanted", Self.text(rules?.wanted?.revision.text)),
            ("rules_running", Self.text(rules?.running?.text)),
            ("rules_state", Self.text(rules?.state.rawValue)), ("trust", .string((trust ?? .unattested).word)),
            ("sensor", sensor), ("agent_version", Self.text(report.agentVersion)),
            ("enrolment", Self.text(enrolled?.state.rawValue)), ("invited", Self.time(enrolled?.invited)),
            ("invitation_expires", Self.time(enrolled?.invitationEnds)),
            ("certificate_expires", Self.time(certificateEnds)),
        ])
    }

    /// What the newest `stats` event told; null where none came.
    private var sensor: JSONValue {
        guard let counters = report.counters else { return .null }
        return .object([
            ("time", Self.time(report.countersTime)), ("version", Self.text(report.suricataVersion)),
            ("uptime_seconds", Self.number(counters.uptime)),
            ("decoder_errors", Self.number(counters.decoderErrors)),
            ("signatures_loaded", Self.number(counters.rulesLoaded)),
            ("signatures_failed", Self.number(counters.rulesFailed)),
            ("last_reload", Self.time(counters.lastReload)),
        ])
    }

    /// One line for a person.
    func line(now: Instant) -> String {
        let last = report.lastEvent?.rfc3339 ?? "never"
        return "\(report.gateway)  events \(report.events)  last \(last)  refused \(report.refused)"
            + "  again \(report.duplicates)  kernel drops \(report.kernelDrops)"
            + (report.socketDrops.map { "  socket drops \($0)" } ?? "") + clock + pushed + admission(now: now)
    }

    /// Three decimals, and no bound below a millisecond.
    private var clock: String {
        guard let clock = rules?.clock else { return "" }
        func thousandths(_ count: UInt64) -> String {
            let digits = String(count % 1000)
            return "\(count / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
        }
        let sign = clock.ahead < 0 ? "-" : "+"
        let bound = thousandths((clock.within.magnitude + 999) / 1000)
        return "  clock \(sign)\(thousandths(clock.ahead.magnitude / 1000)) s within \(bound) s"
    }

    private var pushed: String {
        guard let rules, let wanted = rules.wanted else { return "" }
        return "  rules \(rules.running?.text ?? "?") of \(wanted.revision), \(rules.state.words)"
    }

    private func admission(now: Instant) -> String {
        switch enrolled?.state {
        case nil: return ""
        case .revoked: return "  revoked"
        case .invited:
            guard let end = enrolled?.invitationEnds else { return "  invited" }
            return end > now ? "  invited until \(end.rfc3339)" : "  invited, token expired \(end.rfc3339)"
        case .enrolled:
            guard let end = certificateEnds else { return "  enrolled" }
            return end > now ? "  certificate until \(end.rfc3339)" : "  certificate expired \(end.rfc3339)"
        }
    }

    private static func time(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339) } ?? .null }
    private static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    private static func number(_ number: Int64?) -> JSONValue { number.map { .int(Int(clamping: $0)) } ?? .null }
    private static func seconds(_ microseconds: Int64?) -> JSONValue {
        microseconds.map { .double(Double($0) / 1_000_000) } ?? .null
    }
}
