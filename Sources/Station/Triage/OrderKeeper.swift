// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Query
internal import Store
internal import Synchronization
internal import Triage

/// Follows standing orders, round by round, on a thread of its own, so that storing never waits for them. One process does it: the one
/// that stores.
final class OrderKeeper: Sendable {
    private let round: OrderRound
    private let stop = StopFlag()
    private let cancellation = Cancellation()
    private let ended = DispatchSemaphore(value: 0)
    private let shared = Mutex<[String]>([])

    /// Seconds between two rounds.
    private static let pace = 10.0

    /// One of a station.
    init(_ configuration: StationConfiguration) {
        let directory = configuration.dataDirectory
        let store = StoreReader(directory: directory, trust: StationTrust(configuration))
        round = OrderRound(store: store, log: TriageStore(directory: directory))
    }

    /// What could not be done in the last round, in lines for a person.
    var trouble: [String] { shared.withLock { $0 } }

    /// Begins.
    func start() {
        let thread = Thread { [self] in
            defer { ended.signal() }
            keep()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Ends after what is under way, which is cut short.
    func end() {
        stop.set()
        cancellation.cancel()
        ended.wait()
    }

    private func keep() {
        var course = OrderCourse()
        while !stop.isSet {
            let began = SystemClock.monotonicSeconds
            let isWhole = course.isWholeDue(at: began)
            let outcome = round.run(now: SystemClock.now, whole: isWhole, until: cancellation)
            let trouble = course.take(outcome.trouble, whole: isWhole, at: began)
            shared.withLock { $0 = trouble }
            while !stop.isSet, SystemClock.monotonicSeconds - began < Self.pace { Thread.sleep(forTimeInterval: 0.1) }
        }
    }
}

/// Which rounds are whole ones, and what could not be done.
struct OrderCourse {
    private var nextWhole = -Double.infinity
    /// What the last whole round could not do.
    private var wholeTrouble: [String] = []

    /// Seconds from one whole round to the next, and to the next try of one that failed. The near rounds between them go on: what lies
    /// days back must not keep an order from what comes now.
    static let pace = 3600.0
    static let retryPace = 60.0

    /// Whether a round that begins now is a whole one; the first is.
    func isWholeDue(at seconds: Double) -> Bool { seconds >= nextWhole }

    /// Takes what a round could not do; gives all that could not be done, each once.
    mutating func take(_ trouble: [String], whole isWhole: Bool, at began: Double) -> [String] {
        if isWhole {
            nextWhole = began + (trouble.isEmpty ? Self.pace : Self.retryPace)
            wholeTrouble = trouble
        }
        return wholeTrouble + trouble.filter { !wholeTrouble.contains($0) }
    }
}
