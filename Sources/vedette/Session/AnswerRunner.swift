// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import EVE
internal import Enrolment
internal import Query
internal import Rules
internal import Station
internal import Store
internal import Synchronization
internal import Triage

/// Asks the store on threads of its own, so that the console never waits.
///
/// The console asks one question a slot, so a handful run at most. Two run at a time: the machine is the station's too.
final class AnswerRunner: Sendable {
    private let store: any EventStore
    let desk: RuleDesk
    private let triage: TriageDesk
    private let reports: ReportSource
    private let registry: GatewayRegistry
    let inbox: Inbox
    let running = Mutex<[RequestID: Cancellation]>([:])
    private let queue = DispatchQueue(label: "vedette.answers", qos: .userInitiated, attributes: .concurrent)
    private let places = DispatchSemaphore(value: 2)
    /// Questions for which another program runs.
    private let programs = DispatchGroup()

    init(
        store: any EventStore, desk: RuleDesk, triage: TriageDesk, reports: ReportSource, registry: GatewayRegistry,
        inbox: Inbox
    ) {
        self.store = store
        self.desk = desk
        self.triage = triage
        self.reports = reports
        self.registry = registry
        self.inbox = inbox
    }

    /// How long a question runs before what is known so far is told; each further round gets four times as long, so that going
    /// over the same events again costs a third of the whole at the most.
    private static let firstRound = Duration.milliseconds(1500)
    private static let rounds = 4
    /// How long Suricata may think about a text that is being typed.
    private static let suricataPatience = Duration.seconds(10)

    /// Questions that a thread works on or will, those among them that nobody waits for any more.
    var openCount: Int { running.withLock { $0.count } }

    /// Whether a question of this id is one of them.
    func isOpen(_ id: RequestID) -> Bool { running.withLock { $0[id] != nil } }

    /// Asks; the answer comes by the inbox.
    func ask(_ id: RequestID, _ question: Question) {
        // Known before the thread begins, so that it can be cancelled at once.
        running.withLock { $0[id] = Cancellation() }
        if case .ruleCosts(let rules) = question { return measure(id, rules) }
        queue.async { [self] in
            places.wait()
            defer { places.signal() }
            defer { running.withLock { _ = $0.removeValue(forKey: id) } }
            do throws(QueryFailure) {
                try answer(id, question)
            } catch {
                inbox.send(.failed(id, error))
            }
        }
    }

    private func answer(_ id: RequestID, _ question: Question) throws(QueryFailure) {
        switch question {
        case .ruleDryRun(let wish): return try dryRun(id, wish)
        case .report: return try report(id, question)
        case .ruleProblems(let kind, let text, _) where desk.asksSuricata(kind):
            return try problems(id, question, kind, text)
        case .values:
            guard let cancellation = begin(id, until: ContinuousClock.now + Self.firstRound) else { return }
            let answer = try StoreAnswers.answer(
                question, by: store, desk, triage, reports, registry, until: cancellation)
            return inbox.send(.answered(id, answer))
        default: break
        }
        var patience = Self.firstRound
        for round in 1...Self.rounds {
            let deadline = round < Self.rounds ? ContinuousClock.now + patience : nil
            guard let cancellation = begin(id, until: deadline) else { return }
            let answer = try StoreAnswers.answer(
                question, by: store, desk, triage, reports, registry, until: cancellation)
            // One that is partial before its time lacks a damaged day, and will the next time, too.
            let isLate = deadline != nil && cancellation.isCancelled
            guard answer.isPartial, isLate, !isCancelled(id) else { return inbox.send(.answered(id, answer)) }
            inbox.send(.soFar(id, answer, reached: cancellation.reached))
            patience *= 4
        }
    }

    /// A dry run tells by itself what it knows so far.
    private func dryRun(_ id: RequestID, _ wish: DryRunWish) throws(QueryFailure) {
        guard let cancellation = begin(id, until: nil) else { return }
        let answer = try desk.dryRun(wish, until: cancellation) { inbox.send(.soFar(id, .ruleDryRun($0))) }
        if !cancellation.isSet { inbox.send(.answered(id, .ruleDryRun(answer))) }
    }

    /// Parts of a report are none.
    private func report(_ id: RequestID, _ question: Question) throws(QueryFailure) {
        guard let cancellation = begin(id, until: nil) else { return }
        let answer = try StoreAnswers.answer(question, by: store, desk, triage, reports, registry, until: cancellation)
        if !cancellation.isSet { inbox.send(.answered(id, answer)) }
    }

    /// Our own word on a text first, as Suricata's takes a moment.
    private func problems(_ id: RequestID, _ question: Question, _ kind: RuleKind, _ text: String) throws(QueryFailure)
    {
        guard let cancellation = begin(id, until: .now + Self.suricataPatience) else { return }
        let answer = try StoreAnswers.answer(question, by: store, desk, triage, reports, registry, until: cancellation)
        guard case .ruleProblems(let own) = answer else { return }
        inbox.send(.soFar(id, .ruleProblems(own)))
        programs.enter()
        defer { programs.leave() }
        let all = own + desk.suricataProblems(kind, text, until: cancellation)
        if !cancellation.isSet { inbox.send(.answered(id, .ruleProblems(all.sorted { $0.position < $1.position }))) }
    }

    /// A flag for one round; `nil` once the question is cancelled.
    func begin(_ id: RequestID, until deadline: ContinuousClock.Instant?) -> Cancellation? {
        running.withLock { running in
            guard let known = running[id], !known.isSet else { return nil }
            let next = Cancellation(deadline: deadline)
            running[id] = next
            return next
        }
    }

    private func isCancelled(_ id: RequestID) -> Bool {
        running.withLock { $0[id]?.isSet ?? true }
    }

    /// Ends a question that nobody waits for.
    func cancel(_ id: RequestID) {
        running.withLock { $0[id]?.cancel() }
    }

    /// Ends all questions, and waits until programs that run for them are gone with their files, but for some seconds at the most.
    func end() {
        running.withLock { for cancellation in $0.values { cancellation.cancel() } }
        _ = programs.wait(timeout: .now() + .seconds(3))
    }
}

/// The one place where the console's questions meet the store's calls.
enum StoreAnswers {
    static func answer(
        _ question: Question, by store: any EventStore, _ desk: RuleDesk, _ triage: TriageDesk,
        _ reports: ReportSource, _ registry: GatewayRegistry, until cancellation: Cancellation
    ) throws(QueryFailure) -> Answer {
        switch question {
        case .alertsOverview(let request):
            .alertsOverview(try store.alertsOverview(request, until: cancellation))
        case .eventsOverview(let request):
            .eventsOverview(try store.eventsOverview(request, until: cancellation))
        case .page(let request): .page(try store.page(request, until: cancellation))
        case .detail(let id): .detail(try store.detail(id))
        case .count(let request), .values(let request): .count(try store.count(request, until: cancellation))
        case .gateways: .gateways(try store.gateways())
        case .enrolled: .enrolled(try enrolled(registry))
        case .gatewayActivity(let grid): try activity(in: grid, store, until: cancellation)
        case .extent: .extent(try store.extent())
        case .rules: .rules(try onDesk { () throws(RuleShelfError) in try desk.rules() })
        case .ruleOverview(let request): .ruleOverview(try store.ruleOverview(request, until: cancellation))
        case .profile(let request): .profile(try store.profile(request, until: cancellation))
        case .names(let address, let range, let rows):
            .names(try store.names(of: address, in: range, rows: rows, until: cancellation))
        case .ruleText(let rule): try text(of: rule, desk)
        case .ruleProblems(let kind, let text, let id):
            .ruleProblems(try onDesk { () throws(RuleShelfError) in try desk.problems(kind, text, of: id) })
        case .matchedParts(let rules, let raw, let time):
            .matchedParts(desk.parts(by: rules, of: raw, at: time))
        case .ruleDryRun(let wish): .ruleDryRun(try desk.dryRun(wish, until: cancellation) { _ in })
        case .inbox(let request): .inbox(try triage.inbox(request, until: cancellation))
        case .ruleVerdicts: .ruleVerdicts(try ofTriage { () throws(TriageError) in try triage.verdicts() })
        case .inForce: .inForce(try ofTriage { () throws(TriageError) in try triage.inForce() })
        case .history(let alerts):
            .history(try ofTriage { () throws(TriageError) in try triage.history(of: alerts) })
        case .report(let range, let now, let columns):
            .report(try reports.lines(of: range, now: now, columns: columns, until: cancellation))
        case .locations(let addresses): .locations(store.locations(of: addresses))
        case .countryOverview(let request):
            .countryOverview(try store.countryOverview(request, until: cancellation))
        case .signature(let name, let revision): .signature(desk.signature(name, revision: revision))
        case .ruleCosts(let rules): .ruleCosts(try costs(of: rules, desk, until: cancellation))
        }
    }

    private static func enrolled(_ registry: GatewayRegistry) throws(QueryFailure) -> [EnrolledGateway] {
        do throws(RegistryFailure) { return try registry.gateways() } catch {
            switch error {
            case .storage(let path, let reason, _): throw .storage(path: path, reason: reason)
            case .refused(let refusal): throw .storage(path: "gateways.db", reason: refusal.message)
            }
        }
    }

    private static func activity(
        in grid: BucketGrid, _ store: any EventStore, until cancellation: Cancellation
    ) throws(QueryFailure) -> Answer {
        let found = try store.gatewayActivity(grid, until: cancellation)
        return .gatewayActivity(found.activity, isPartial: found.isPartial)
    }

    private static func ofTriage<Value>(_ body: () throws(TriageError) -> Value) throws(QueryFailure) -> Value {
        do throws(TriageError) { return try body() } catch {
            throw .storage(path: "triage.db", reason: error.message)
        }
    }

    private static func costs(
        of rules: [Rule], _ desk: RuleDesk, until cancellation: Cancellation
    ) throws(QueryFailure) -> [RuleCost] {
        var costs: [RuleCost] = []
        try desk.costs(of: rules, until: cancellation, pause: {}) { costs.append($0) }
        return costs
    }

    private static func text(of rule: Rule, _ desk: RuleDesk) throws(QueryFailure) -> Answer {
        let found = try onDesk { () throws(RuleShelfError) in try desk.current(rule.id) }
        return .ruleText(found.rule, found.revision.content.text)
    }

    private static func onDesk<Value>(_ body: () throws(RuleShelfError) -> Value) throws(QueryFailure) -> Value {
        do throws(RuleShelfError) { return try body() } catch {
            throw .storage(path: "rules.db", reason: error.message)
        }
    }
}
