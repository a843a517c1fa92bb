// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// How the rules and the Suricata of a gateway stand, as its agent tells: one line of JSON,
///
///     {"version":1,"rules":{"state":"verified","number":7,"revision":"0123456789ab","tried":"...","why":"...","complaints":["..."],
///      "expected":218,"loaded":218,"failed":0},"suricata":{"version":"7.0.10","loaded":26534,"failed":0},"agent":"0.9.2"}
///
/// Beside it may stand what is said of clocks, see `ClockNote`.
///
/// Everything in it is what a gateway says: it is bounded and has visible ASCII only, but nothing in it is proven.
///
/// Source: docs/decisions/0033-rules-by-signed-pushes.md.
package struct PushReport: Sendable, Hashable, Codable {
    package static let version = 1
    /// The most bytes of a line, without its line feed.
    package static let sizeLimit = 64 << 10
    /// The most complaints of Suricata's, and characters of one.
    package static let complaintCount = 20
    package static let complaintLimit = 400

    /// What became of the newest order.
    package enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// The agent was not told of a Suricata that it may change.
        case notManaged = "not-managed"
        /// No order has come yet.
        case none
        /// An order is being followed.
        case working
        /// The sensor runs the files, and its own counts say so.
        case verified
        /// The files are in place, and nobody could be asked whether they run: Suricata is not there, or tells nothing.
        case unverified
        /// Nothing was replaced: the order cannot be followed, or `suricata -T` takes the files not.
        case refused
        /// The files were in place, the sensor would not run them, and those before are back.
        case rolledBack = "rolled-back"
    }

    package var state: State
    /// The number of the newest order that was looked at; 0 where there was none.
    package var number: Int
    /// What is in place on the gateway; `nil` where no order has put anything there.
    package var revision: RulesRevision?
    /// What the newest order asked for, where that is not in place.
    package var tried: RulesRevision?
    /// Why the state is no better, in one line; empty where nothing is wrong.
    package var why: String
    /// What Suricata says is wrong, a line each.
    package var complaints: [String]
    /// How many signatures of the file in place are to be loaded, and how many of all are and are not, by Suricata's own count.
    package var expected: Int?
    package var sensor: Sensor?
    /// The agent's version.
    package var agent: String

    /// What Suricata said of itself last.
    package struct Sensor: Sendable, Hashable, Codable {
        /// Empty where it is not known.
        package var version: String
        /// Signatures of all its files.
        package var loaded: Int?
        package var failed: Int?

        package init(version: String, loaded: Int? = nil, failed: Int? = nil) {
            self.version = VisibleText.of(version, limit: 32)
            self.loaded = loaded
            self.failed = failed
        }
    }

    package init(
        _ state: State, number: Int = 0, revision: RulesRevision? = nil, tried: RulesRevision? = nil,
        why: String = "", complaints: [String] = [], expected: Int? = nil, sensor: Sensor? = nil, agent: String
    ) {
        self.state = state
        self.number = number
        self.revision = revision
        self.tried = tried
        self.why = VisibleText.of(why, limit: Self.complaintLimit)
        self.complaints = complaints.prefix(Self.complaintCount).map {
            VisibleText.of($0, limit: Self.complaintLimit)
        }
        self.expected = expected
        self.sensor = sensor
        self.agent = VisibleText.of(agent, limit: 32)
    }

    /// Whether a line begins a connection about rules, and not an enrolment. It need not be a report that can be read.
    package static func isReport(_ line: [UInt8]) -> Bool {
        guard let members = try? MessageMembers(line, limit: sizeLimit), let rules = try? members.members("rules")
        else {
            return false
        }
        return rules.has("state")
    }

    /// The report of a line without its line feed; members that are not known are passed over.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        guard members.number("version") == Self.version else { throw .otherVersion }
        guard let rules = try members.members("rules") else { throw .missing("rules") }
        guard let state = State(rawValue: try rules.text("state")) else { throw .badValue("state") }
        let sensor = try members.members("suricata").map { suricata in
            Sensor(
                version: suricata.told("version", limit: 32), loaded: suricata.number("loaded"),
                failed: suricata.number("failed"))
        }
        self.init(
            state, number: rules.number("number") ?? 0, revision: try rules.revision("revision"),
            tried: try rules.revision("tried"), why: rules.told("why", limit: Self.complaintLimit),
            complaints: rules.lines("complaints", count: Self.complaintCount, limit: Self.complaintLimit),
            expected: rules.number("expected"), sensor: sensor, agent: members.told("agent", limit: 32))
    }

    /// The line, with its line feed.
    package var line: [UInt8] { line(ClockNote()) }

    /// The same, with what is said of clocks.
    package func line(_ clock: ClockNote) -> [UInt8] {
        var rules: [(String, JSONValue)] = [("state", .string(state.rawValue)), ("number", .int(number))]
        if let revision { rules.append(("revision", .string(revision.text))) }
        if let tried { rules.append(("tried", .string(tried.text))) }
        if !why.isEmpty { rules.append(("why", .string(why))) }
        if !complaints.isEmpty { rules.append(("complaints", .array(complaints.map { .string($0) }))) }
        if let expected { rules.append(("expected", .int(expected))) }
        var members: [(String, JSONValue)] = [
            ("version", .int(Self.version)), ("rules", .object(rules)), ("agent", .string(agent)),
        ]
        if let sensor { members.append(("suricata", sensor.json)) }
        if let clock = clock.member { members.append(clock) }
        return JSONValue.object(members).line
    }
}

extension PushReport.Sensor {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [("version", .string(version))]
        if let loaded { members.append(("loaded", .int(loaded))) }
        if let failed { members.append(("failed", .int(failed))) }
        return .object(members)
    }
}
