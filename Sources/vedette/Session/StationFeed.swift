// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import EVE
internal import Enrolment
internal import Foundation
internal import Query
internal import Station
internal import Store

/// Tells the console how the station fares: what changed in the store, rates, lags, silences.
///
/// It looks at the store itself, so it tells the same of a station in this process and of one in another.
final class StationFeed: Sendable {
    private let store: StoreReader
    private let triage: TriageStore
    private let desk: RuleDesk
    private let assets: AssetFile
    private let registry: GatewayRegistry
    private let devices: any DeviceRecords
    private let jobs: any JobRecords
    private let inbox: Inbox
    private let configuration: StationConfiguration
    /// The followers in this process; `nil` where another process stores, which then tells by `ServedStatusFile`, or none does.
    private let follower: Follower?
    private let stop = StopFlag()

    /// How often the store is looked at, in seconds.
    private static let pause = 0.1
    /// After so many looks the gateways are read anew.
    private static let looksPerReport = 10

    init(
        store: StoreReader, triage: TriageStore, desk: RuleDesk, assets: AssetFile,
        registry: GatewayRegistry, devices: any DeviceRecords, jobs: any JobRecords, inbox: Inbox,
        configuration: StationConfiguration, follower: Follower?
    ) {
        self.store = store
        self.triage = triage
        self.desk = desk
        self.assets = assets
        self.registry = registry
        self.devices = devices
        self.jobs = jobs
        self.inbox = inbox
        self.configuration = configuration
        self.follower = follower
    }

    func start() {
        Thread { [self] in run() }.start()
    }

    func end() { stop.set() }

    private func run() {
        var token: Int64?
        var triaged: Int64?
        var rules: Int64?
        var followed: [String] = []
        var limits = LimitNews()
        var enrolled: [EnrolledGateway] = []
        var registered: Int64?
        var news = DeviceWatch(devices)
        var look = 0
        var waiting = ""
        var repairs = 0
        var told: [String] = []
        var assetTrouble = ""
        var board = GatewayBoard(configuration: configuration)
        var served = ServedStatusFile(directory: configuration.dataDirectory)
        var follow: FollowStatus?
        while !stop.isSet {
            if let follower {
                follow = follower.status
            } else if look % Self.looksPerReport == 0 {
                let known = follow != nil
                follow = served.status(at: SystemClock.now)
                // What was mended before this console came is no news.
                if !known { repairs = follow?.repairs.count ?? 0 }
            }
            // A store that cannot be read now says so when the console asks it.
            if let now = try? store.changeToken(), now != token {
                token = now
                inbox.send(.storeChanged(token: now))
            }
            // Others act on alerts too, and filters ask what became of them.
            if let now = try? triage.changeToken(), now != triaged {
                triaged = now
                inbox.send(.storeChanged(token: now))
            }
            if let now = try? desk.changeToken(), now != rules {
                rules = now
                inbox.send(.rulesChanged)
            }
            // A rule that cannot be used, and an order that cannot be followed, is told once.
            let trouble = follow.map { $0.ruleTrouble + $0.orderTrouble } ?? []
            for line in trouble where !followed.contains(line) { inbox.send(.notice(Notice(.error, line))) }
            followed = trouble
            for line in limits.lines(about: follow?.limitHits ?? [:]) {
                inbox.send(.notice(Notice(.error, line)))
            }
            if look % Self.looksPerReport == 0, let now = try? registry.changeToken(), now != registered {
                // A registry that cannot be read now says so when the console asks it.
                if let known = try? registry.gateways() { (enrolled, registered) = (known, now) }
            }
            if look % Self.looksPerReport == 0, let reports = try? store.gateways() {
                var status = board.status(reports, enrolled: enrolled, follow: follow, now: SystemClock.now)
                status.devices = news.look()
                // What cannot be read now says so when the console asks it.
                status.jobs = try? jobs.board(JobQuery(limit: IngestStatus.jobsTold))
                inbox.send(.ingest(status))
            }
            // What keeps events from being stored is told once, and once that it is over.
            if let now = follow?.waiting, now != waiting {
                inbox.send(.notice(now.isEmpty ? Notice(.done, "Storing goes on") : Notice(.error, now)))
                waiting = now
            }
            if look % Self.looksPerReport == 0 {
                // A damaged day is told when a question meets it, and what the followers did about one.
                let done = follow?.repairs ?? []
                let damages = store.notices
                for line in done.dropFirst(repairs) + damages where !told.contains(line) {
                    inbox.send(.notice(Notice(.error, line)))
                }
                repairs = done.count
                told = damages
            }
            if look % Self.looksPerReport == 0 {
                if assets.refresh() { inbox.send(.assets(assets.book)) }
                // A broken file is told once, and once that it is mended.
                if assets.trouble != assetTrouble {
                    assetTrouble = assets.trouble
                    let mended = Notice(.done, "The file of assets is read again without problems")
                    inbox.send(.notice(assetTrouble.isEmpty ? mended : Notice(.error, assetTrouble)))
                }
            }
            look += 1
            Thread.sleep(forTimeInterval: Self.pause)
        }
    }
}
