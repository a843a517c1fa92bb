// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import EVE
internal import Enrolment
internal import Pushes
internal import Query
internal import Rules
internal import Station
internal import Store
internal import Triage

/// The one place where the console's questions meet the store's calls.
struct StoreAnswers: Sendable {
    let store: any EventStore
    let desk: RuleDesk
    let triage: TriageDesk
    let reports: ReportSource
    let registry: GatewayRegistry
    let pushes: PushDesk
    let devices: any DeviceRecords
    let jobs: any JobRecords

    /// What the store has to say, until somebody cancels it.
    func answer(_ question: Question, until cancellation: Cancellation) throws(QueryFailure) -> Answer {
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
        case .gatewayRules:
            .gatewayRules(try ofPushes { () throws(PushDeskFailure) in try pushes.gateways(at: SystemClock.now) })
        case .pushPreview(let targets):
            .pushPreview(
                try ofPushes { () throws(PushDeskFailure) in
                    PushPreview(try pushes.plan(for: targets, at: SystemClock.now), targets)
                })
        case .sensorMutes: .sensorMutes(try ofPushes { () throws(PushDeskFailure) in try pushes.mutes() })
        case .devices: .devices(try devices.summaries())
        case .device(let name): .device(try devices.detail(of: name))
        case .trust: .trust(try devices.history())
        case .jobs(let query): .jobs(try jobs.board(query))
        case .jobPreview(let wish): .jobPreview(try jobs.preview(wish, until: cancellation))
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

    private func enrolled(_ registry: GatewayRegistry) throws(QueryFailure) -> [EnrolledGateway] {
        do throws(RegistryFailure) { return try registry.gateways() } catch {
            switch error {
            case .storage(let path, let reason, _): throw .storage(path: path, reason: reason)
            case .refused(let refusal): throw .storage(path: "gateways.db", reason: refusal.message)
            }
        }
    }

    private func activity(
        in grid: BucketGrid, _ store: any EventStore, until cancellation: Cancellation
    ) throws(QueryFailure) -> Answer {
        let found = try store.gatewayActivity(grid, until: cancellation)
        return .gatewayActivity(found.activity, isPartial: found.isPartial)
    }

    private func ofPushes<Value>(_ body: () throws(PushDeskFailure) -> Value) throws(QueryFailure) -> Value {
        do throws(PushDeskFailure) { return try body() } catch {
            throw .storage(path: "pushes.db", reason: error.message)
        }
    }

    private func ofTriage<Value>(_ body: () throws(TriageError) -> Value) throws(QueryFailure) -> Value {
        do throws(TriageError) { return try body() } catch {
            throw .storage(path: "triage.db", reason: error.message)
        }
    }

    private func costs(
        of rules: [Rule], _ desk: RuleDesk, until cancellation: Cancellation
    ) throws(QueryFailure) -> [RuleCost] {
        var costs: [RuleCost] = []
        try desk.costs(of: rules, until: cancellation, pause: {}) { costs.append($0) }
        return costs
    }

    private func text(of rule: Rule, _ desk: RuleDesk) throws(QueryFailure) -> Answer {
        let found = try onDesk { () throws(RuleShelfError) in try desk.current(rule.id) }
        return .ruleText(found.rule, found.revision.content.text)
    }

    private func onDesk<Value>(_ body: () throws(RuleShelfError) -> Value) throws(QueryFailure) -> Value {
        do throws(RuleShelfError) { return try body() } catch {
            throw .storage(path: "rules.db", reason: error.message)
        }
    }
}
