// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE
internal import Query
internal import Rules
internal import Triage

extension ConsoleState {
    /// How long an answer is good enough while events stream in.
    private static let refreshMicroseconds: Int64 = 1_000_000

    /// Asks the store, as of the moment that the screen shows.
    mutating func ask(_ question: Question, for slot: Slot) -> [Effect] {
        requests.ask(question, for: slot, now: now, present: present)
    }

    /// Asks for everything that the place on the screen shows.
    mutating func loadPlace() -> [Effect] {
        switch place.depth {
        case .overview: return loadOverview() + countHidden()
        case .matrix: return loadMatrix() + ask(.gateways, for: .gateways) + countHidden()
        case .entity: return loadEntity() + loadNames()
        case .list: return loadList() + countHidden()
        case .event: return loadEvent()
        }
    }

    /// Asks again where the size of the screen decides how much is asked for.
    mutating func reshape() -> [Effect] {
        switch place.depth {
        case .overview: loadOverview()
        case .list: moveCursor(.by(0))
        case .entity: loadEntity()
        case .matrix, .event: []
        }
    }

    private mutating func loadOverview() -> [Effect] {
        dirty.remove(.overview)
        switch place.pane {
        case .alerts:
            let request = overviewRequest(AlertsPane.self)
            return ask(.alertsOverview(request), for: .overview) + loadFindings(request)
        case .events:
            let request = overviewRequest(EventsPane.self)
            return ask(.eventsOverview(request), for: .overview) + loadFindings(request)
                + loadCountries(request)
        case .gateways: return loadGateways()
        case .rules: return loadRules()
        case .inbox: return loadInbox()
        case .devices: return loadDevices()
        case .jobs: return loadJobs() + loadJobPreview()
        }
    }

    /// What the rules found in the same buckets; the rules themselves tell the tactics.
    private mutating func loadFindings(_ request: OverviewRequest) -> [Effect] {
        var request = request
        request.newest = 0
        return ask(.ruleOverview(request), for: .ruleOverview)
            + (rules.rules == nil ? ask(.rules, for: .rules) : [])
    }

    /// The matrix stands in for the overview, in its slot.
    private mutating func loadMatrix() -> [Effect] {
        dirty.remove(.overview)
        let request = CountRequest(by: AlertMatrix.dimensions, filter: place.listFilter, range: range)
        return ask(.count(request), for: .overview)
    }

    private func overviewRequest(_ pane: (some OverviewPane).Type) -> OverviewRequest {
        let body = layout.body
        let shape = pane.shape(in: Size(columns: body.columns, rows: body.rows), context: drawContext)
        let grid = BucketGrid.covering(range, columns: max(1, shape.buckets), now: present, offsetSeconds: zone.offset)
        return OverviewRequest(
            filter: place.filter, grid: grid, sparkCells: max(1, shape.sparkCells), rows: max(1, shape.rows),
            newest: max(0, shape.newest))
    }

    /// Counts what negative chips take away, since whatever is hidden is counted beside what is shown.
    mutating func countHidden() -> [Effect] {
        guard let filter = place.hiddenFilter else {
            hidden = nil
            return requests.cancel(.total)
        }
        if hidden?.filter != filter { hidden = nil }
        let request = CountRequest(by: [.field(.eventType)], filter: filter, range: range, top: 1)
        return ask(.count(request), for: .total)
    }

    // MARK: Refreshing

    mutating func storeChanged() -> [Effect] {
        dirty.formUnion([.overview, .page, .gateways, .ruleOverview, .inbox])
        return (extent == nil && isStarted ? askExtent() : []) + refreshWhatIsDue()
    }

    /// Asks again for what is older than the store, but not more often than once a second and never while an answer waits.
    mutating func refreshWhatIsDue() -> [Effect] {
        if place.pane == .rules, place.depth == .overview {
            guard isDue(.ruleOverview) else { return measureRules() }
            return measureRules() + (rules.rules == nil ? loadRules() : loadRuleMatches())
        }
        if place.pane == .inbox, place.depth == .overview { return isFollowing && isInboxDue ? loadInbox() : [] }
        if place.pane == .devices, place.depth == .overview { return isDeviceDue ? loadDevices() : [] }
        if showsJobs { return refreshJobs() }
        guard isFollowing || place.pane == .gateways, editor?.gaveUp != true else { return [] }
        switch place.depth {
        case .overview:
            let slot: Slot = place.pane == .gateways ? .gateways : .overview
            guard isDue(slot) else { return [] }
            dirty.remove(slot)
            if slot == .gateways { return loadGateways() }
            return place.period == .all ? askExtent() + loadOverview() : loadOverview()
        case .matrix:
            guard isDue(.overview) else { return [] }
            return (place.period == .all ? askExtent() : []) + loadMatrix()
        case .entity: return isEntityDue ? loadEntity() : []
        case .list:
            guard isDue(.page), place.showsNewestFirst, !list.window.hasAbove, list.loading == nil else { return [] }
            dirty.remove(.page)
            return refreshList()
        case .event: return []
        }
    }

    private mutating func askExtent() -> [Effect] {
        requests.waiting[.extent] == nil ? ask(.extent, for: .extent) : []
    }

    private func isDue(_ slot: Slot) -> Bool {
        guard requests.waiting[slot] == nil else { return false }
        guard let answered = answeredAt[slot] else { return dirty.contains(slot) }
        let isOld = answered.advanced(byMicroseconds: Self.refreshMicroseconds) <= now
        // A range that ends now moves on even when nothing is stored, only slower.
        let isMoved =
            (slot == .overview || slot == .gateways)
            && answered.advanced(byMicroseconds: 10 * Self.refreshMicroseconds) <= now
        return isOld && dirty.contains(slot) || isMoved
    }

    /// Whether the inbox is to be asked again. It goes over all alerts of its range, so it rests longer, ten times as long as that took, and
    /// longest while groups are marked, which must not move under the hand.
    private var isInboxDue: Bool {
        guard requests.waiting[.inbox] == nil, let answered = answeredAt[.inbox], !inbox.isBusy else { return false }
        let rest = max((inbox.marks.isEmpty ? 3 : 15) * Self.refreshMicroseconds, 10 * inbox.took)
        return answered.advanced(byMicroseconds: dirty.contains(.inbox) ? rest : 5 * rest) <= now
    }

    // MARK: Answers

    mutating func take(_ answer: Answer, to id: RequestID) -> [Effect] {
        guard let (slot, entry) = requests.settle(id) else { return [] }
        answeredAt[slot] = now
        if case .page(let page) = answer { return take(page, for: slot, entry) }
        return show(answer, for: slot, entry)
    }

    /// Shows what is known of an answer so far. Of pages only the first of an empty list is: others would move under the cursor.
    mutating func show(_ answer: Answer, soFar id: RequestID) -> [Effect] {
        guard let (slot, entry) = requests.entry(id) else { return [] }
        guard case .page(let page) = answer else { return show(answer, for: slot, entry) }
        if slot == .page, list.loading == .top, !page.rows.isEmpty { list.show(page, height: layout.listHeight) }
        return []
    }

    private mutating func show(_ answer: Answer, for slot: Slot, _ entry: RequestBook.Entry) -> [Effect] {
        switch answer {
        case .alertsOverview(var overview):
            guard case .alertsOverview(let request) = entry.question else { return [] }
            overview.newest = overviews.newest(
                overview.newest, after: overviews.alerts?.newest,
                isSameView: request.filter == overviews.alertsFilter
                    && overview.grid.width == overviews.alerts?.grid.width, now: now)
            overviews.alerts = overview
            overviews.failure = nil
            overviews.alertsFilter = request.filter
            settleCursors(.pane(.alerts))
            return []
        case .eventsOverview(var overview):
            guard case .eventsOverview(let request) = entry.question else { return [] }
            overview.newest = overviews.newest(
                overview.newest, after: overviews.events?.newest,
                isSameView: request.filter == overviews.eventsFilter
                    && overview.grid.width == overviews.events?.grid.width, now: now)
            overviews.events = overview
            overviews.failure = nil
            overviews.eventsFilter = request.filter
            settleCursors(.pane(.events))
            return []
        case .profile(let profile):
            take(profile, for: entry)
            return []
        case .names(let names):
            take(names, for: entry)
            return []
        case .page: return []
        case .detail(let detail): return take(detail)
        case .count(let table): return take(table, for: slot, entry)
        case .gateways(let reports):
            gateways = reports
            gatewaysFailure = nil
            return []
        case .enrolled(let gateways):
            fleet.enrolled = gateways
            fleet.enrolledFailure = nil
            return []
        case .gatewayActivity(let activity, let isPartial):
            if case .gatewayActivity(let grid) = entry.question {
                fleet.take(activity, in: grid, isPartial: isPartial)
            }
            return []
        case .gatewayRules(let found): return take(found)
        case .pushPreview(let preview):
            pushes.preview = preview
            return []
        case .sensorMutes(let mutes):
            pushes.mutes = mutes
            return []
        case .devices(let found): return take(found)
        case .device(let detail):
            take(detail, for: slot)
            return []
        case .trust(let history):
            devices.history = history
            devices.historyFailure = nil
            return []
        case .jobs(let board): return slot == .cameraJobs ? takeClips(board) : take(board)
        case .jobPreview(let preview):
            guard case .jobPreview(let wish) = entry.question else { return [] }
            return take(preview, for: wish)
        case .extent(let range): return take(range)
        case .rules(let found):
            rules.rules = found
            overviews.rules = overviews.rules.map { RuleFindings($0.overview, rules: found) }
            rules.failure = nil
            return measureRules()
        case .ruleOverview(let overview):
            if place.pane == .rules {
                rules.overview = overview
            } else {
                overviews.rules = RuleFindings(overview, rules: rules.rules ?? [])
            }
            return []
        case .ruleText(let rule, let text): return open(rule, text: text)
        case .ruleProblems(let problems):
            return take(problems: problems)
        case .ruleDryRun(let answer):
            take(dryRun: answer)
            return []
        case .matchedParts(let parts):
            event?.matched = parts
            return []
        case .signature(let fired):
            event?.signature = fired
            return []
        case .locations(let found):
            if takePage(found, for: entry) { return [] }
            event?.locations = found.map(OpenEvent.Locations.known) ?? .noDatabase
            return []
        case .countryOverview(let overview):
            take(overview, for: entry)
            return []
        case .inbox(let page):
            guard case .inbox(let request) = entry.question else { return [] }
            if slot == .mutePreview {
                inbox.draft?.preview = page
                inbox.orderDraft?.preview = page
                return []
            }
            inbox.take(page, for: request)
            inbox.took = max(0, now.microseconds &- entry.since.microseconds)
            return []
        case .ruleVerdicts(let verdicts):
            rules.verdicts = verdicts
            return []
        case .inForce(let records):
            inbox.inForce = records
            return []
        case .history(let records):
            event?.history = records
            return []
        case .report(let lines):
            report = lines
            return []
        case .ruleCosts(let costs):
            rules.take(costs)
            return measureRules()
        }
    }

    private mutating func take(_ table: CountTable, for slot: Slot, _ entry: RequestBook.Entry) -> [Effect] {
        switch slot {
        case .total:
            guard case .count(let request) = entry.question else { return [] }
            hidden = HiddenCount(filter: request.filter, count: table.total, isPartial: table.isPartial)
        case .matches:
            list.total = table.total
            list.totalIsPartial = table.isPartial
        case .completion: editor?.take(table)
        case .ruleValues: takeValues(table)
        case .overview:
            overviews.matrix = AlertMatrix(table)
            overviews.failure = nil
        default: break
        }
        return []
    }

    private mutating func take(_ range: TimeRange?) -> [Effect] {
        let old = extent
        extent = range
        return place.period == .all && old != range ? loadPlace() : []
    }

    mutating func take(_ failure: QueryFailure, to id: RequestID) -> [Effect] {
        guard let (slot, entry) = requests.settle(id) else { return [] }
        answeredAt[slot] = now
        let reason = failure.line
        switch slot {
        case .overview: overviews.failure = reason
        case .page:
            list.loading = nil
            list.failure = reason
        case .detail:
            if event?.whole == nil { event?.content = .failed(reason: reason) }
        case .flow, .community: event?.flow.failure = reason
        case .gateways: gatewaysFailure = reason
        case .enrolled:
            // It is asked again every few seconds, and told once.
            if fleet.enrolledFailure == reason { return [] }
            fleet.enrolledFailure = reason
        case .gatewayRules:
            if pushes.failure == reason { return [] }
            pushes.failure = reason
        case .pushPreview: pushes.previewFailure = reason
        case .sensorMutes: pushes.mutesFailure = reason
        case .devices:
            if devices.failure == reason { return [] }
            devices.failure = reason
        case .device:
            if devices.detailFailure == reason { return [] }
            devices.detailFailure = reason
        case .trust:
            // It is asked again with the next news of the devices.
            devices.historyChanges = nil
            if devices.historyFailure == reason { return [] }
            devices.historyFailure = reason
        case .jobs:
            if jobs.failure == reason { return [] }
            jobs.failure = reason
        case .jobPreview:
            guard case .jobPreview(let wish) = entry.question else { return [] }
            return losePreview(wish, because: reason)
        case .cameraJobs: jobs.sought = nil
        case .rules: rules.failure = reason
        case .inbox: inbox.failure = reason
        case .ruleCosts:
            // Not asked for again by itself: what fails would fail again at once.
            guard case .ruleCosts(let asked) = entry.question else { break }
            rules.take(asked.map { RuleCost(rule: $0.id, revision: $0.revision) })
        case .report:
            if menu?.kind == .report { menu = nil }
        case .names:
            // What is known stays, and what is not is not told as nothing.
            guard page?.names == nil else { break }
            var none = AddressNames()
            none.isPartial = true
            take(none, for: entry)
        case .total, .matches, .completion, .extent, .ruleOverview, .ruleText, .ruleProblems, .ruleValues, .ruleDryRun,
            .matchedParts, .history, .inForce, .mutePreview, .ruleVerdicts, .signature, .locations, .countryOverview,
            .gatewayActivity, .reporter:
            break
        }
        notices.add(Notice(.error, "\(reason). `vedette doctor` checks the store"), now: now)
        return []
    }
}

extension QueryFailure {
    /// What failed, in a line.
    package var line: String {
        switch self {
        case .storage(let path, let reason): "\(path) could not be read: \(reason)"
        }
    }
}
