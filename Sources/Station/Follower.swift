// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import EVE
internal import Foundation
internal import Intake
internal import Jobs
internal import Rules
package import Store
internal import Synchronization

/// Follows the configured files into the store, on one thread of its own.
///
/// The log files are the buffer: while the store cannot take more, nothing is read. A commit holds what all files brought in one
/// round, each event with its source's bookmark, so a crash neither loses nor repeats any.
package final class Follower: Sendable {
    private let configuration: StationConfiguration
    private let stop = StopFlag()
    private let shared = Mutex(FollowStatus())
    private let ended = DispatchSemaphore(value: 0)
    private let orders: OrderKeeper

    /// Bytes that one file may bring in a round, so that a noisy gateway does not starve the others.
    static let budget = 1 << 20
    /// Seconds from one look at the files to the next, at least: a gateway that writes line by line is not committed so.
    private static let pace = 0.1
    /// Milliseconds after which files are looked at though nothing told of a change, as on network file systems.
    private static let patience: Int32 = 500
    /// Seconds for which a file that is missing at the start is waited for before the others count as caught up.
    private static let missingPatience = 5.0
    /// Seconds between two tries of a store that refused.
    private static let retryPause = 1.0

    package init(configuration: StationConfiguration) {
        self.configuration = configuration
        orders = OrderKeeper(configuration)
    }

    /// Says why nothing comes to be stored; shown until something is.
    func fail(_ reason: String) {
        shared.withLock { $0.waiting = reason }
    }

    /// How it stands now.
    package var status: FollowStatus { shared.withLock { $0 } }

    /// Opens the store and begins to follow.
    ///
    /// - Throws: `StoreError`; `busy` where another process writes the store.
    package func start() throws(StoreError) {
        // The writer belongs to the thread; whether it can be had must be known here.
        let opened = Handoff<StoreError?>(capacity: 1)
        let thread = Thread { [self] in
            defer { ended.signal() }
            open { _ = opened.put($0) }
        }
        thread.stackSize = 8 << 20
        thread.start()
        if let failure = opened.take() ?? nil { throw failure }
        orders.start()
    }

    /// Opens the store and follows until the end. A disk without room is waited for, as it is later on; `told` gets at
    /// once whether it comes to that or not.
    private func open(_ told: (StoreError?) -> Void) {
        var isWaiting = false
        while !stop.isSet {
            do throws(StoreError) {
                let writer = try StoreWriter(directory: configuration.dataDirectory)
                if !isWaiting { told(nil) }
                shared.withLock { $0.waiting = "" }
                let rules = loadRules()
                let service = CollectorService(configuration)
                let queue = service?.queue ?? CollectedQueue()
                let round = try FollowRound(configuration: configuration, writer: writer, rules: rules, queue: queue)
                let directory = configuration.dataDirectory
                let jobs = RoundKeeper(pace: 1) { JobNewsRound(directory: directory, queue: queue) }
                defer { jobs.end() }
                return run(round, service)
            } catch {
                if !isWaiting {
                    guard case .diskFull = error else { return told(error) }
                    told(nil)
                    isWaiting = true
                }
                fail(error.message)
                Thread.sleep(forTimeInterval: Self.retryPause)
            }
        }
    }

    /// The rules of the station. Events are stored even where rules cannot be read.
    private func loadRules() -> StationRules {
        do throws(RuleShelfError) {
            return try StationRules.load(configuration, at: SystemClock.now)
        } catch {
            // The first round tries again, and tells why it cannot.
            return StationRules(configuration)
        }
    }

    /// A started follower, or `nil` where nothing is configured or another process stores already.
    ///
    /// - Throws: `UserMessage` where the store cannot be written for another reason.
    package static func startUnlessServed(_ configuration: StationConfiguration) throws(UserMessage) -> Follower? {
        // What is told of jobs goes among the events, too.
        guard configuration.hasSources || !configuration.anonymizer.watch.isEmpty else { return nil }
        let follower = Follower(configuration: configuration)
        do throws(StoreError) {
            try follower.start()
            return follower
        } catch {
            if case .busy = error { return nil }
            throw UserMessage(error)
        }
    }

    /// Ends after the commit under way.
    package func end() {
        stop.set()
        orders.end()
        ended.wait()
    }

    private func run(_ round: FollowRound, _ service: CollectorService?) {
        defer { service?.end() }
        var pace = Pace()
        var schedule = RetentionSchedule()
        var isBusy = false
        let started = SystemClock.monotonicSeconds
        while !stop.isSet {
            let began = SystemClock.monotonicSeconds
            service?.tend(now: SystemClock.now, seconds: began)
            if schedule.isDue(now: SystemClock.now, seconds: began) { applyRetention(round) }
            let parts = round.gather(now: SystemClock.now)
            let stored = store(parts, round)
            pace.add(stored, at: SystemClock.monotonicSeconds)
            let isFresh = began - started < Self.missingPatience
            let isIdle = parts.isEmpty && round.hasReadAll(waitsForMissing: isFresh)
            publish(round, service, pace: pace, stored: stored, hasCaughtUp: isIdle)
            if parts.isEmpty { rest(round, since: began, isBusy: isBusy) }
            isBusy = round.isBusy
        }
    }

    /// Waits for news, but no shorter than the pace, unless shippers wait for acknowledgements to go on.
    private func rest(_ round: FollowRound, since began: Double, isBusy: Bool) {
        round.waitForChange(milliseconds: Self.patience)
        if isBusy { return }
        let early = began + Self.pace - SystemClock.monotonicSeconds
        if early > 0 { Thread.sleep(forTimeInterval: min(early, Self.pace)) }
    }

    /// Commits, and tries again for as long as the store refuses; nothing is dropped.
    private func store(_ parts: [FollowRound.Part], _ round: FollowRound) -> Int {
        guard !parts.isEmpty || round.hasGathered else { return 0 }
        while !stop.isSet {
            do throws(StoreError) {
                let done = try round.commit(parts, arrived: SystemClock.now)
                let repairs = round.takeNotices().map(\.line)
                shared.withLock { status in
                    status.waiting = ""
                    status.late += done.late
                    status.repairs += repairs
                }
                return done.stored
            } catch {
                // Where days may be dropped for want of room, that comes before waiting.
                if case .diskFull = error, applyRetention(round) { continue }
                fail(error.message)
                Thread.sleep(forTimeInterval: Self.retryPause)
            }
        }
        return 0
    }

    /// Drops what is not kept any longer; whether anything was. A failure is told and hinders nothing else.
    @discardableResult
    private func applyRetention(_ round: FollowRound) -> Bool {
        do throws(StoreError) {
            let days = try round.applyRetention(configuration.retention, now: SystemClock.now)
            shared.withLock { status in
                status.dropped += days
                status.retentionTrouble = ""
            }
            return !days.isEmpty
        } catch {
            shared.withLock { $0.retentionTrouble = error.message }
            return false
        }
    }

    private func publish(
        _ round: FollowRound, _ service: CollectorService?, pace: Pace, stored: Int, hasCaughtUp: Bool
    ) {
        let collector = service?.status
        let trouble = [service?.trouble ?? "", round.collectedTrouble].filter { !$0.isEmpty }.joined(separator: "; ")
        let port = service?.port
        let enrolmentPort = service?.enrolmentPort
        // Thousands of them are not told anew with every commit.
        let gateways =
            round.gatewayCount < 64 || round.isTellingDue(seconds: SystemClock.monotonicSeconds) ? round.gateways : nil
        let ruleTrouble = round.ruleTrouble
        let limitHits = round.limits.counts
        let orderTrouble = orders.trouble
        shared.withLock { status in
            status.gateways = gateways ?? status.gateways
            status.ruleTrouble = ruleTrouble
            status.limitHits = limitHits
            status.orderTrouble = orderTrouble
            status.collector = collector
            status.collectorPort = port
            status.enrolmentPort = enrolmentPort
            status.collectorTrouble = trouble
            status.stored += stored
            status.eventsPerSecond = pace.perSecond
            if hasCaughtUp { status.hasCaughtUp = true }
        }
    }
}

/// Events over the last seconds.
struct Pace {
    private var entries: [(time: Double, count: Int)] = []
    private static let span = 5.0

    mutating func add(_ count: Int, at time: Double) {
        if count > 0 || entries.isEmpty { entries.append((time, count)) }
        while let first = entries.first, first.time < time - Self.span, entries.count > 1 { entries.removeFirst() }
    }

    var perSecond: Double { Double(entries.reduce(0) { $0 + $1.count }) / Self.span }
}
