// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import Devices
package import EVE
package import Enrolment
package import Pushes
package import Query
package import Rules
package import SuricataRules
package import Triage

/// The name of one question to the store; later ones are greater.
package struct RequestID: Hashable, Comparable, Sendable, Codable {
    package var rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static func < (left: RequestID, right: RequestID) -> Bool { left.rawValue < right.rawValue }
}

/// What the console asks of the store, one case for each call of `EventStore` that it uses.
package enum Question: Sendable, Hashable, Codable {
    case alertsOverview(OverviewRequest)
    case eventsOverview(OverviewRequest)
    case page(PageRequest)
    case detail(EventID)
    case count(CountRequest)
    /// The same as far as it can be told at once; answered by `Answer.count`.
    case values(CountRequest)
    case gateways
    /// Which gateways may send.
    case enrolled
    /// What each gateway sent and lost in the buckets of a grid.
    case gatewayActivity(BucketGrid)
    /// What each gateway that is enrolled is to run, and says that it runs.
    case gatewayRules
    /// What a push to these gateways would change.
    case pushPreview(PushTargets)
    /// The mutings at gateways that hold.
    case sensorMutes
    /// How every device stands.
    case devices
    /// All that is known of the device of this name.
    case device(String)
    /// How far gateways could be believed, over time.
    case trust
    /// Jobs of the anonymizer, and how their queue stands.
    case jobs(JobQuery)
    /// One frame of a job's clip.
    case jobPreview(JobPreviewWish)
    case extent
    /// The rules of the rule store that are not put away.
    case rules
    case ruleOverview(OverviewRequest)
    /// The page of something.
    case profile(EntityRequest)
    /// The names that DNS answers of a range gave an address.
    case names(IPAddress, TimeRange, rows: Int)
    /// The text of the rule's current revision.
    case ruleText(Rule)
    /// What is wrong with a text; `id` is its rule's, where it has one.
    case ruleProblems(RuleKind, String, id: String?)
    /// By what rules, each at its revision, match the event of these bytes and this time.
    case matchedParts([RuleReference], raw: [UInt8], time: Instant)
    /// What a text would have found. What is known is told several times before the answer.
    case ruleDryRun(DryRunWish)
    /// The groups that wait for a person.
    case inbox(InboxRequest)
    /// The mutings that hold.
    case inForce
    /// What people found of the rules' matches.
    case ruleVerdicts
    /// What was done to these alerts.
    case history([AlertID])
    /// Where these addresses are.
    case locations([IPAddress])
    /// The countries of an overview's events.
    case countryOverview(OverviewRequest)
    /// The text of the signature of this name, best of this revision.
    case signature(SignatureName, revision: UInt32)
    /// What rules cost. What is known is told several times before the answer.
    case ruleCosts([Rule])
    /// A report of a period as text of so many columns; silence is judged at `now` where the period goes on.
    case report(TimeRange, now: Instant, columns: Int)
}

extension Question {
    /// The question with every time in its filter fixed that moves with the clock.
    func resolved(now: Instant) -> Question {
        switch self {
        case .alertsOverview(let request): return .alertsOverview(request.resolved(now: now))
        case .eventsOverview(let request): return .eventsOverview(request.resolved(now: now))
        case .ruleOverview(let request): return .ruleOverview(request.resolved(now: now))
        case .countryOverview(let request): return .countryOverview(request.resolved(now: now))
        case .page(var request):
            request.filter = request.filter.resolved(now: now)
            return .page(request)
        case .count(var request):
            request.filter = request.filter.resolved(now: now)
            return .count(request)
        case .values(var request):
            request.filter = request.filter.resolved(now: now)
            return .values(request)
        default: return self
        }
    }
}

extension OverviewRequest {
    fileprivate func resolved(now: Instant) -> OverviewRequest {
        var request = self
        request.filter = filter.resolved(now: now)
        return request
    }
}

/// What the store answered, in the case of the question.
package enum Answer: Sendable, Codable {
    case alertsOverview(AlertsOverview)
    case eventsOverview(EventsOverview)
    case page(EventPage)
    case detail(EventDetail?)
    case count(CountTable)
    case gateways([GatewayReport])
    case enrolled([EnrolledGateway])
    case gatewayActivity([GatewayActivity], isPartial: Bool)
    case gatewayRules([GatewayRules])
    case pushPreview(PushPreview)
    case sensorMutes([GatewayMute])
    case devices([DeviceSummary])
    /// `nil` for one that nobody enrolled or told of.
    case device(DeviceDetail?)
    case trust(TrustHistory)
    case jobs(JobBoard)
    case jobPreview(JobPreview)
    case extent(TimeRange?)
    case rules([Rule])
    case ruleOverview(RuleOverview)
    case profile(EntityProfile)
    case names(AddressNames)
    case ruleText(Rule, [UInt8])
    case ruleProblems([RuleProblem])
    case ruleDryRun(RuleDryRun)
    case matchedParts(MatchedParts)
    case inbox(InboxPage)
    /// The newest first.
    case inForce([TriageRecord])
    case ruleVerdicts([String: RuleVerdicts])
    /// In order.
    case history([TriageRecord])
    /// `nil` where there is no database of places.
    case locations([IPAddress: GeoLocation]?)
    /// `nil` where no database tells countries.
    case countryOverview(CountryOverview?)
    /// `nil` where nothing is known of it.
    case signature(FiredSignature?)
    case ruleCosts([RuleCost])
    /// Line by line.
    case report([String])
}

extension Answer {
    /// Whether the answer was cut short.
    package var isPartial: Bool {
        switch self {
        case .alertsOverview(let overview): overview.isPartial
        case .eventsOverview(let overview): overview.isPartial
        case .page(let page): page.isPartial
        case .count(let table): table.isPartial
        case .ruleOverview(let overview): overview.isPartial
        case .inbox(let page): page.isPartial
        case .profile(let profile): profile.isPartial
        case .names(let names): names.isPartial
        case .countryOverview(let overview): overview?.isPartial ?? false
        case .gatewayActivity(_, let isPartial): isPartial
        case .detail, .gateways, .enrolled, .gatewayRules, .pushPreview, .sensorMutes, .devices, .device, .trust,
            .jobs, .jobPreview, .extent, .rules, .ruleText,
            .ruleProblems, .ruleDryRun, .matchedParts,
            .ruleCosts,
            .history, .inForce, .ruleVerdicts, .report, .signature, .locations:
            false
        }
    }
}

/// What a question is for. In each slot one question waits at the most; a new one cancels the old.
package enum Slot: Sendable, Hashable, CaseIterable {
    case overview, page, matches, total, detail, flow, community, completion, gateways, extent
    case rules, ruleOverview, ruleText, ruleProblems, ruleValues, ruleDryRun, matchedParts, ruleCosts
    case inbox, inForce, mutePreview, history, ruleVerdicts, report, signature, names
    case locations, countryOverview
    case enrolled, gatewayActivity, gatewayRules, pushPreview, sensorMutes
    /// `reporter` is the device that the open event came from.
    case devices, device, reporter, trust
    /// `cameraJobs` are those around the time of the open event.
    case jobs, jobPreview, cameraJobs
}

/// The questions that wait for an answer.
package struct RequestBook: Sendable, Hashable {
    /// One question under way.
    package struct Entry: Sendable, Hashable {
        package var id: RequestID
        package var question: Question
        /// When it was asked.
        package var since: Instant
        /// The time down to which raw lines were gone through, where they must be.
        package var reached: Instant?
    }

    package private(set) var waiting: [Slot: Entry] = [:]
    private var last = RequestID(rawValue: 0)

    package init() {}

    /// Enters a question and returns what to do: cancel the one it replaces, ask the new one. Times that move with the clock are
    /// those of `present`, which stands still where the screen is frozen.
    package mutating func ask(_ question: Question, for slot: Slot, now: Instant, present: Instant) -> [Effect] {
        last.rawValue &+= 1
        let old = waiting.updateValue(Entry(id: last, question: question, since: now), forKey: slot)
        let cancelled: [Effect] = old.map { [.cancel($0.id)] } ?? []
        // The book keeps what was asked as it was meant, so that the same question is known again a second later.
        return cancelled + [.ask(last, question.resolved(now: present))]
    }

    /// Forgets the question of a slot and returns what to do.
    package mutating func cancel(_ slot: Slot) -> [Effect] {
        waiting.removeValue(forKey: slot).map { [.cancel($0.id)] } ?? []
    }

    /// The question of an id with its slot; `nil` if nobody waits for it any more.
    package func entry(_ id: RequestID) -> (slot: Slot, entry: Entry)? {
        waiting.first { $0.value.id == id }.map { ($0.key, $0.value) }
    }

    /// The same, and it waits no longer.
    package mutating func settle(_ id: RequestID) -> (slot: Slot, entry: Entry)? {
        guard let found = waiting.first(where: { $0.value.id == id }) else { return nil }
        waiting.removeValue(forKey: found.key)
        return (found.key, found.value)
    }

    /// Everything that waits, to be asked once more with the same ids, in the order in which it was asked: whoever was to answer is another
    /// one now.
    package mutating func renewed(now: Instant, present: Instant) -> [Effect] {
        for slot in waiting.keys {
            waiting[slot]?.since = now
            waiting[slot]?.reached = nil
        }
        return waiting.values.sorted { $0.id < $1.id }.map { .ask($0.id, $0.question.resolved(now: present)) }
    }

    /// Notes how far a question is.
    package mutating func note(reached: Instant?, by id: RequestID) {
        guard let slot = entry(id)?.slot else { return }
        waiting[slot]?.reached = reached
    }

    /// How long the question of a slot has waited, in milliseconds; `nil` when none waits.
    package func age(of slot: Slot, now: Instant) -> Int? {
        waiting[slot].map { entry in
            let (age, overflow) = now.microseconds.subtractingReportingOverflow(entry.since.microseconds)
            return overflow ? 0 : max(0, Int(age / 1000))
        }
    }
}
