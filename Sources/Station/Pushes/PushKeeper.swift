// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Crypto
internal import Foundation
internal import Pushes
internal import Store
internal import Synchronization

/// Sends pushes and notes what gateways tell of them, on a thread of its own, so that storing events never waits for them.
final class PushKeeper: Sendable {
    private let stop = StopFlag()
    private let ended = DispatchSemaphore(value: 0)
    private let shared = Mutex("")

    /// Seconds between two rounds.
    private static let pace = 1.0

    /// Begins. One process does it: the one that listens.
    init(directory: String, book: OrdersBook, key: PrivateKey) {
        let thread = Thread { [self] in
            defer { ended.signal() }
            keep(PushRound(store: PushStore(directory: directory), book: book, key: key))
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// What could not be done in the last round, in one line; empty while all is well.
    var trouble: String { shared.withLock { $0 } }

    /// Ends after the round under way.
    func end() {
        stop.set()
        ended.wait()
    }

    private func keep(_ first: PushRound) {
        var round = first
        while !stop.isSet {
            let began = SystemClock.monotonicSeconds
            let trouble = round.run(now: SystemClock.now)
            shared.withLock { $0 = trouble }
            while !stop.isSet, SystemClock.monotonicSeconds - began < Self.pace { Thread.sleep(forTimeInterval: 0.05) }
        }
        round.end(now: SystemClock.now)
    }
}
