// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What a gateway is to run against what it says that it runs.
package struct GatewayRules: Sendable, Hashable, Codable {
    package var gateway: String
    /// `nil` where nobody has pushed anything.
    package var wanted: WantedRules?
    /// The newest report; `nil` where its agent never told of rules. A gateway that is not connected may have changed since.
    package var report: PushReport?
    /// When that report came first.
    package var reported: Instant?
    /// When the gateway told last that it still is so.
    package var seen: Instant?
    /// Whether its line is open, as far as the process knows that listens.
    package var isConnected: Bool
    /// The number of the order that went out on the open line last.
    package var sent: Int?
    /// Mutings that have ended and that what runs there still has, by number; `nil` where there are none, or what is wanted is there.
    package var overdueMutes: [Int]?
    /// How far its clock is from the station's, as its agent found last, and when it told that; `nil` where it never did.
    package var clock: ClockSkew?
    package var clockTold: Instant?

    package init(
        gateway: String, wanted: WantedRules? = nil, report: PushReport? = nil, reported: Instant? = nil,
        seen: Instant? = nil, isConnected: Bool = false, sent: Int? = nil
    ) {
        self.gateway = gateway
        self.wanted = wanted
        self.report = report
        self.reported = reported
        self.seen = seen
        self.isConnected = isConnected
        self.sent = sent
    }

    /// How long a gateway may be silent whose line is open, in microseconds: agents tell every minute, and who listens may be gone.
    package static let silence: Int64 = 240_000_000

    /// The same, with a line that nothing was heard of for long not counted as open.
    package func asOf(_ now: Instant) -> GatewayRules {
        guard isConnected, let seen, now.microseconds - seen.microseconds > Self.silence else { return self }
        var rules = self
        rules.isConnected = false
        rules.sent = nil
        return rules
    }

    /// What is in place there; `nil` where no order has put anything there, or nothing is known.
    package var running: RulesRevision? { report?.revision }

    /// How they stand.
    package var state: GatewayRulesState {
        guard let wanted else { return .notWanted }
        guard let report else { return .waits }
        if report.state == .notManaged { return .notManaged }
        if report.state == .verified, report.revision == wanted.revision {
            return countsAreRight(report, wanted) ? .verified : .contradicts
        }
        if report.number > wanted.number { return .contradicts }
        guard report.number == wanted.number else { return isConnected && sent == wanted.number ? .sent : .waits }
        // A number that was given twice: a backup of `pushes.db` that was put back did not know of the first time.
        if let tried = report.tried, tried != wanted.revision { return .contradicts }
        switch report.state {
        case .working: return .working
        case .refused: return .refused
        case .rolledBack: return .rolledBack
        case .unverified: return report.revision == wanted.revision ? .unverified : .contradicts
        // A sensor that runs something else is not verified, and one that followed this order knows an order.
        case .verified, .none, .notManaged: return .contradicts
        }
    }

    /// Whether the order is to be sent to a gateway that is connected: it has not looked at it, and does not run what is wanted.
    package var needsOrder: Bool {
        guard let wanted, let report, report.state != .notManaged, report.state != .working else { return false }
        return report.number < wanted.number && state != .verified
    }

    /// The number that the order must be above to be followed; `nil` where the one that it has will do, or nothing is known. The gateway has
    /// looked at an order of this number or a later one, and it was for other files: those who gave it are not remembered here.
    ///
    /// An order that went out on the open line gets no other number, so that a gateway that lies gains nothing by it. Of a gateway whose files
    /// somebody has changed by hand nothing is known.
    package var takenNumber: Int? {
        guard let wanted, let report, report.state != .notManaged, report.state != .working, sent != wanted.number,
            report.number >= wanted.number, report.number < Self.numberLimit,
            report.revision != wanted.revision, report.tried != wanted.revision
        else { return nil }
        let isKnown = report.number > wanted.number || report.revision != nil || report.tried != nil
        return isKnown ? report.number : nil
    }

    /// Numbers from here on are not believed: a gateway that lies must not use them up.
    package static let numberLimit = 1 << 53

    /// Whether the counts can be those of the files. A sensor loads at least the signatures of this file, and what is to be loaded
    /// is no less.
    private func countsAreRight(_ report: PushReport, _ wanted: WantedRules) -> Bool {
        [report.expected, report.sensor?.loaded].allSatisfy { $0.map { $0 >= wanted.ruleCount } ?? true }
    }

    /// How they stand and why, in one line. A part of it is what the gateway says.
    package var explanation: String {
        let why = report?.why ?? ""
        let because = why.isEmpty ? "" : ": \(why)"
        switch state {
        case .notWanted:
            return report.map { $0.state == .notManaged ? "its agent manages no Suricata" : "nothing was pushed to it" }
                ?? "nothing was pushed to it, and its agent never told of rules"
        case .waits:
            if report == nil { return "goes out when its agent connects; it never told of rules" }
            if !isConnected { return "goes out when the gateway is connected again" }
            return report?.state == .working ? "goes out when the order before is done with" : "goes out within seconds"
        case .sent: return "the gateway has it, or is getting it"
        case .working: return "the gateway tests and loads it\(because)"
        case .verified: return "its Suricata runs what is wanted"
        case .unverified: return "in place, and whether it runs is not known\(because)"
        case .refused: return "nothing was changed\(because)\(overdue)"
        case .rolledBack: return "what ran before runs again\(because)\(overdue)"
        case .notManaged: return "its agent manages no Suricata; give its agent.yaml 'suricata-rules'"
        case .contradicts: return contradiction
        }
    }

    /// What runs there has mutings that have ended: those end with an order that is followed.
    private var overdue: String {
        guard let mutes = overdueMutes, let first = mutes.first else { return "" }
        return mutes.count == 1
            ? "; muting \(first) has ended and still holds there"
            : "; \(mutes.count) mutings have ended and still hold there"
    }

    private var contradiction: String {
        guard let wanted, let report else { return "" }
        if report.number > wanted.number {
            return "it follows order \(report.number), which this station did not give; push again"
        }
        if let tried = report.tried, tried != wanted.revision {
            return "it knows order \(report.number) with \(tried), which this station did not give; push again"
        }
        let running = report.revision?.text ?? "nothing"
        if report.revision != wanted.revision {
            return "it calls the order done and runs \(running); look at the gateway"
        }
        let loaded = report.sensor?.loaded ?? report.expected ?? 0
        return "it calls \(wanted.ruleCount) rules verified, and counts \(loaded); look at the gateway"
    }
}
