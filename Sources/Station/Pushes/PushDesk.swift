// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Enrolment
internal import Messages
package import Pushes
internal import Rules
internal import Store
package import SuricataRules

/// What one person can do about the rules of gateways' sensors: see what runs, push, mute, take back. Calls block; any thread may make them.
///
/// A push is a wish on the disk when a call returns. The process that listens for gateways signs and sends it.
package final class PushDesk: Sendable {
    private let shelf: any RuleShelf
    private let registry: GatewayRegistry
    private let store: PushStore
    private let person: String

    /// The pushes of the configured station, in the name of `person`.
    package init(_ configuration: StationConfiguration, person: String) {
        shelf = RuleStore(directory: configuration.dataDirectory)
        registry = GatewayRegistry(directory: configuration.dataDirectory)
        store = PushStore(directory: configuration.dataDirectory)
        self.person = person
    }

    // MARK: Looking

    /// A number that is another once anything was pushed or told.
    package func changeToken() throws(PushDeskFailure) -> Int64 {
        try asked { () throws(PushStoreFailure) in try store.changeToken() }
    }

    /// All gateways that are enrolled, by name: what each is to run and what it says that it runs.
    ///
    /// - Parameter now: tells lines that are open from those of a process that is gone.
    package func gateways(at now: Instant) throws(PushDeskFailure) -> [GatewayRules] {
        let known = try asked { () throws(PushStoreFailure) in try store.gateways() }
        let byName = Dictionary(known.map { ($0.gateway, $0) }) { first, _ in first }
        return try enrolled().map { byName[$0]?.asOf(now) ?? GatewayRules(gateway: $0) }
    }

    /// What the station's enabled signatures and thresholds are for sensors.
    package func orderable() throws(PushDeskFailure) -> OrderableRules {
        var adjustments = RuleAdjustments(Self.byKind(try self.adjustments()))
        let snapshot: RuleSnapshot
        var disabled: [RuleSnapshot.Entry] = []
        var known: Set<SignatureName> = []
        do throws(RuleShelfError) {
            snapshot = try shelf.loaded([.signature, .threshold])
            if adjustments.enablesAny {
                disabled = try shelf.archive().entries.filter {
                    $0.rule.kind == .signature && !$0.rule.isEnabled && !$0.rule.isRetired
                }.map { RuleSnapshot.Entry(rule: $0.rule, text: $0.text) }
            }
            if !adjustments.isEmpty {
                known = Set(try shelf.list(RuleFilter(kinds: [.signature])).compactMap { SignatureName(text: $0.id) })
            }
        } catch {
            throw .rules(error.message)
        }
        do throws(MessageError) {
            return try OrderableRules(snapshot, adjustedBy: &adjustments, disabled: disabled, known: known)
        } catch {
            throw .refused(.files(error))
        }
    }

    // MARK: Adjusting

    /// suricata-update's files that the station applies to its rules before they are pushed, by name.
    package func adjustments() throws(PushDeskFailure) -> [AdjustmentText] {
        try asked { () throws(PushStoreFailure) in try store.adjustments() }
    }

    /// Keeps one of them for all pushes from now on; an empty text removes it. Pushes nothing.
    ///
    /// - Throws: `PushDeskFailure.refused` with `badAdjustments` where a line says nothing; all or nothing is kept.
    package func adjust(_ kind: AdjustmentKind, _ text: String, at time: Instant) throws(PushDeskFailure) {
        let read = RuleAdjustments([kind: text])
        if let problem = read.problems[kind]?.first {
            throw .refused(
                .badAdjustments(file: kind.rawValue, line: problem.position.line, reason: problem.asOneLine.message))
        }
        let kept = AdjustmentText(name: kind.rawValue, text: text, person: person, time: time)
        try asked { () throws(PushStoreFailure) in try store.keep(kept) }
    }

    private static func byKind(_ texts: [AdjustmentText]) -> [AdjustmentKind: String] {
        texts.reduce(into: [:]) { found, text in
            if let kind = AdjustmentKind(rawValue: text.name) { found[kind] = text.text }
        }
    }

    /// The files of a name; `nil` for one that was never pushed.
    package func files(of revision: RulesRevision) throws(PushDeskFailure) -> SensorFiles? {
        try asked { () throws(PushStoreFailure) in try store.files(of: revision) }
    }

    /// The mutings that hold, or all that ever were, by number.
    package func mutes(all: Bool = false) throws(PushDeskFailure) -> [GatewayMute] {
        try asked { () throws(PushStoreFailure) in try store.mutes(all: all) }
    }

    /// Pushes before one of this number, the newest first.
    package func history(before number: Int = .max, limit: Int) throws(PushDeskFailure) -> [PushRecord] {
        try asked { () throws(PushStoreFailure) in try store.history(before: number, limit: limit) }
    }

    // MARK: Pushing

    /// What a push of the station's rules would change.
    package func plan(for targets: PushTargets, at now: Instant) throws(PushDeskFailure) -> PushPlan {
        let orderable = try orderable()
        let all = try gateways(at: now)
        let meant = all.filter { targets.contains($0.gateway) }
        if case .canary(let name) = targets, meant.isEmpty { throw .refused(.notEnrolled(name)) }
        guard !meant.isEmpty else { throw .refused(.noGateway(targets.told)) }
        var planner = PushPlanner(orderable.files, mutes: try mutes(), reasons: orderable.adjusted) {
            revision throws(PushDeskFailure) in
            try self.files(of: revision)
        }
        var parts: [PushPlan.Part] = []
        for rules in meant { parts.append(try planner.part(rules)) }
        var proven: [String] = []
        for rules in all where rules.state == .verified {
            if try planner.isGoal(rules) { proven.append(rules.gateway) }
        }
        return PushPlan(
            files: orderable.files, leftOut: orderable.leftOut, notes: orderable.notes, parts: parts, provenOn: proven)
    }

    /// Orders what a plan says: the very files that were looked at, of all its gateways or of none.
    ///
    /// - Throws: `PushDeskFailure.refused` with `conflict` where somebody pushed meanwhile, with `fewer` where gateways would have fewer
    ///   rules and nobody said that they may.
    package func push(
        _ plan: PushPlan, mayRunFewer: Bool, comment: String, at time: Instant
    ) throws(PushDeskFailure) -> PushRecord {
        let wish = PushWish(
            files: plan.files,
            parts: plan.parts.map { PushWish.Part(gateway: $0.rules.gateway, chosen: $0.rules.wanted?.chosen) },
            mayRunFewer: mayRunFewer, person: person, time: time, comment: comment)
        return try asked { () throws(PushStoreFailure) in try store.push(wish) }
    }

    /// Takes back the person's newest push, muting or end of a muting that is not taken back yet.
    package func undo(at time: Instant) throws(PushDeskFailure) -> PushRecord {
        try asked { () throws(PushStoreFailure) in try store.undo(by: person, at: time) }
    }

    // MARK: Muting

    /// Lets the sensors of a gateway, or of all that are enrolled, tell nothing of a signature until `expiry`. A gateway that is enrolled
    /// later gets a muting of all with the first push to it.
    package func mute(
        gid: UInt32, sid: UInt32, _ scope: GatewayMute.Scope?, at gateway: String?, until expiry: Instant,
        reason: String, at time: Instant
    ) throws(PushDeskFailure) -> PushRecord {
        guard gid > 0, sid > 0 else { throw .refused(.badMute("0 stands for all signatures; mute one")) }
        let enrolled = try enrolled()
        if let gateway, !enrolled.contains(gateway) { throw .refused(.notEnrolled(gateway)) }
        let mute = GatewayMute(
            gid: gid, sid: sid, scope: scope, gateway: gateway, expiry: expiry, person: person, time: time,
            reason: reason)
        return try asked { () throws(PushStoreFailure) in
            try store.mute(mute, at: gateway.map { [$0] } ?? enrolled)
        }
    }

    /// Ends a muting before its time.
    package func unmute(_ number: Int, comment: String, at time: Instant) throws(PushDeskFailure) -> PushRecord {
        try asked { () throws(PushStoreFailure) in
            try store.unmute(number, by: person, at: time, comment: comment)
        }
    }

    private func enrolled() throws(PushDeskFailure) -> [String] {
        do throws(RegistryFailure) {
            return try registry.gateways().filter { $0.state == .enrolled }.map(\.name)
        } catch {
            throw .storage(error.message)
        }
    }

    private func asked<Value>(_ body: () throws(PushStoreFailure) -> Value) throws(PushDeskFailure) -> Value {
        do throws(PushStoreFailure) { return try body() } catch {
            switch error {
            case .refused(let refusal): throw .refused(refusal)
            case .storage: throw .storage(error.message)
            }
        }
    }
}

/// Why something about the rules of sensors was not done. Nothing was changed then.
package enum PushDeskFailure: Error, Sendable, Hashable {
    /// It may not be.
    case refused(PushRefusal)
    /// What was looked at is not so any more, for this reason.
    case changed(String)
    /// The rule store cannot be read.
    case rules(String)
    /// The registry of gateways, or the pushes, cannot be read or written.
    case storage(String)

    /// One line for a person: what is wrong, and what to do.
    package var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .changed(let reason): "\(reason) meanwhile; look at the difference again"
        case .rules(let message), .storage(let message): message
        }
    }
}
