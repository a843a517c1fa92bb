// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Assets
internal import Console
internal import JobWork
internal import Jobs
internal import Station
internal import Store

/// A station whose store this process reads itself: that of a console on its own, and that of the process which serves an attached one.
final class LocalStation: ConsoleStation {
    private let questions: AnswerRunner
    private let rules: RuleRunner
    private let deeds: TriageRunner
    private let pushes: PushRunner
    private let devices: DeviceRunner
    private let jobs: JobRunner
    private let feed: StationFeed
    /// What stands behind addresses, as of the start; later news come as messages.
    let assets: AssetBook

    /// The station of a configuration, as `person` works with it from `origin`; messages go to `inbox`.
    ///
    /// - Parameters:
    ///   - follower: what follows the gateways in this process; `nil` where another process does, or none.
    ///   - live: what anonymizer jobs that this process runs said last; `nil` where it runs none.
    ///   - confinesJobs: whether jobs of clips in the configured folders may be submitted only.
    init(
        _ configuration: StationConfiguration, person: String, origin: String, follower: Follower?,
        live: LiveJobs? = nil, confinesJobs: Bool = false, inbox: Inbox
    ) {
        let store = StoreReader(
            directory: configuration.dataDirectory, geography: StationGeography(configuration),
            trust: StationTrust(configuration))
        let desk = RuleDesk(configuration, author: person, store: store)
        let file = AssetFile(configuration)
        let triage = TriageDesk(configuration, store: store, assets: file, person: person, origin: origin)
        let registry = GatewayRegistry(directory: configuration.dataDirectory)
        let orders = PushDesk(configuration, person: person)
        let records: any DeviceRecords = StationDevices(configuration, person: person, store: store)
        let queue: any JobRecords = StationJobs(
            configuration, person: person, isConfined: confinesJobs, live: live)
        let answers = StoreAnswers(
            store: store, desk: desk, triage: triage,
            reports: ReportSource(configuration: configuration, store: store, assets: file), registry: registry,
            pushes: orders, devices: records, jobs: queue)
        questions = AnswerRunner(answers, inbox: inbox)
        pushes = PushRunner(desk: orders, inbox: inbox)
        devices = DeviceRunner(records: records, inbox: inbox)
        jobs = JobRunner(records: queue, inbox: inbox)
        rules = RuleRunner(desk: desk, inbox: inbox)
        deeds = TriageRunner(desk: triage, inbox: inbox)
        feed = StationFeed(
            store: store, triage: TriageStore(directory: configuration.dataDirectory), desk: desk, assets: file,
            registry: registry, devices: records, jobs: queue, inbox: inbox, configuration: configuration,
            follower: follower)
        assets = file.book
    }

    /// Begins to tell how the station fares.
    func start() { feed.start() }

    /// How many questions are worked on, and whether that of an id is.
    var openCount: Int { questions.openCount }
    func isOpen(_ id: RequestID) -> Bool { questions.isOpen(id) }
    /// Waits until what was wished to be done to rules is done.
    func settleRules() { rules.settle() }

    func ask(_ id: RequestID, _ question: Question) { questions.ask(id, question) }
    func cancel(_ id: RequestID) { questions.cancel(id) }
    func changeRule(_ deed: RuleDeed) { rules.perform(deed) }
    func triage(_ wish: TriageWish) { deeds.perform(wish) }
    func editingRule(_ id: String?) { rules.edit(id) }
    func push(_ deed: PushDeed) { pushes.perform(deed) }
    func device(_ deed: DeviceDeed) { devices.perform(deed) }
    func job(_ deed: JobDeed) { jobs.perform(deed) }

    func end() {
        questions.end()
        rules.end()
        deeds.end()
        pushes.end()
        devices.end()
        jobs.end()
        feed.end()
    }
}
