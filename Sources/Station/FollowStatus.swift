// SPDX-License-Identifier: Apache-2.0

package import Collector
package import EVE
package import Rules
package import Store

/// How ingest stands: what the console's header and gateways pane say of the present moment.
package struct FollowStatus: Sendable, Equatable {
    /// One followed gateway.
    package struct Gateway: Sendable, Equatable {
        package var name: String
        /// Bytes that are written but not yet stored.
        package var bytesBehind: UInt64
        /// When its last line was stored; `nil` if none was since the start.
        package var lastArrival: Instant?
        /// What keeps its files from being read; empty while all is well.
        package var trouble: String

        package init(name: String, bytesBehind: UInt64 = 0, lastArrival: Instant? = nil, trouble: String = "") {
            self.name = name
            self.bytesBehind = bytesBehind
            self.lastArrival = lastArrival
            self.trouble = trouble
        }
    }

    /// Followed gateways by name.
    package var gateways: [Gateway]
    /// Events stored since the start.
    package var stored: Int
    /// Events stored a second, over the last seconds.
    package var eventsPerSecond: Double
    /// Why nothing is stored (a full disk); empty while all is well.
    package var waiting: String
    /// Whether the followers have caught up with their files once.
    package var hasCaughtUp: Bool
    /// What was done since the start about damaged days, in lines for a person.
    package var repairs: [String] = []
    /// The days that retention dropped since the start, in the order of their going.
    package var dropped: [DroppedDay] = []
    /// Why retention could not drop what it should; empty while all is well.
    package var retentionTrouble = ""
    /// What keeps rules from being used, in lines for a person.
    package var ruleTrouble: [String] = []
    /// What keeps standing orders from being followed, in lines for a person.
    package var orderTrouble: [String] = []
    /// How the collector stands; `nil` where there is none, or it does not listen.
    package var collector: CollectorStatus?
    /// The port that gateways are listened to on.
    package var collectorPort: Int?
    /// The port that gateways enrol on.
    package var enrolmentPort: Int?
    /// Why gateways are not listened to; empty while all is well.
    package var collectorTrouble = ""
    /// How often expressions of rules were given up since the start.
    package var limitHits: [RuleReference: Int] = [:]
    /// Events since the start that were not stored, as their day was dropped before they came.
    package var late = 0

    package init(
        gateways: [Gateway] = [], stored: Int = 0, eventsPerSecond: Double = 0, waiting: String = "",
        hasCaughtUp: Bool = false
    ) {
        self.gateways = gateways
        self.stored = stored
        self.eventsPerSecond = eventsPerSecond
        self.waiting = waiting
        self.hasCaughtUp = hasCaughtUp
    }
}

/// What is new in one status after the other, in lines for a log: each thing is said once, and that it is over.
package struct FollowNews {
    private var waiting = ""
    private var trouble = ""
    private var dropped = 0
    private var repairs = 0
    private var ruleTrouble: [String] = []
    private var orderTrouble: [String] = []
    private var hasLate = false
    private var collectorTrouble = ""
    private var collectorPort: Int?
    private var enrolmentPort: Int?
    private var refusals: [String] = []
    private var admissions: [String] = []
    private var limits = LimitNews()

    package init() {}

    /// The lines to write about `status`, which comes after those given before.
    package mutating func lines(about status: FollowStatus) -> [String] {
        var lines: [String] = []
        for day in status.dropped.dropFirst(dropped) {
            lines.append("dropped \(day.name), \(RetentionReport.text(ofBytes: day.bytes)): \(day.reason.words)")
        }
        dropped = max(dropped, status.dropped.count)
        lines += status.repairs.dropFirst(repairs)
        repairs = max(repairs, status.repairs.count)
        if status.late > 0, !hasLate {
            hasLate = true
            lines.append("events of dropped days still come; they are counted and not stored")
        }
        if status.retentionTrouble != trouble, !status.retentionTrouble.isEmpty {
            lines.append("retention: \(status.retentionTrouble)")
        }
        trouble = status.retentionTrouble
        lines += status.ruleTrouble.filter { !ruleTrouble.contains($0) }.map { "rules: \($0)" }
        ruleTrouble = status.ruleTrouble
        lines += status.orderTrouble.filter { !orderTrouble.contains($0) }
        orderTrouble = status.orderTrouble
        lines += collectorLines(about: status)
        lines += limits.lines(about: status.limitHits).map { "rules: \($0)" }
        if status.waiting != waiting { lines.append(status.waiting.isEmpty ? "storing again" : status.waiting) }
        waiting = status.waiting
        return lines
    }

    private mutating func collectorLines(about status: FollowStatus) -> [String] {
        var lines: [String] = []
        if status.collectorPort != collectorPort, let port = status.collectorPort {
            lines.append("gateways are listened to on port \(port)")
        }
        collectorPort = status.collectorPort
        if status.enrolmentPort != enrolmentPort, let port = status.enrolmentPort {
            lines.append("gateways enrol on port \(port)")
        }
        enrolmentPort = status.enrolmentPort
        if status.collectorTrouble != collectorTrouble, !status.collectorTrouble.isEmpty {
            lines.append(status.collectorTrouble)
        }
        collectorTrouble = status.collectorTrouble
        let admitted = status.collector?.admissions ?? []
        lines += admitted.filter { !admissions.contains($0) }
        admissions = admitted
        let refused = status.collector?.refusals ?? []
        lines += refused.filter { !refusals.contains($0) }.map { "turned away \($0)" }
        refusals = refused
        return lines
    }
}

extension DroppedDay.Reason {
    /// The reason in words.
    package var words: String {
        switch self {
        case .age: "older than the age that is kept"
        case .size: "the store was larger than it may be"
        case .free: "the disk had less room than it must have"
        }
    }
}
