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

    /// Seconds between two rounds, and between two whole ones; the first is whole.
    private static let pace = 10.0
    private static let wholePace = 3600.0

    /// One of the data directory.
    init(directory: String) {
        round = OrderRound(store: StoreReader(directory: directory), log: TriageStore(directory: directory))
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
        var lastWhole: Double?
        while !stop.isSet {
            let began = SystemClock.monotonicSeconds
            let isWhole = lastWhole.map { began - $0 >= Self.wholePace } ?? true
            let outcome = round.run(now: SystemClock.now, whole: isWhole, until: cancellation)
            if isWhole, outcome.trouble.isEmpty { lastWhole = began }
            shared.withLock { $0 = outcome.trouble }
            while !stop.isSet, SystemClock.monotonicSeconds - began < Self.pace { Thread.sleep(forTimeInterval: 0.1) }
        }
    }
}
