// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Foundation
internal import Store
internal import Synchronization

/// Asks devices and judges what they answer, on a thread of its own, so that storing events never waits for them.
final class DeviceKeeper: Sendable {
    private let stop = StopFlag()
    private let ended = DispatchSemaphore(value: 0)
    private let shared = Mutex("")

    /// Seconds between two rounds.
    private static let pace = 0.25

    /// Begins. One process does it: the one that listens.
    init(_ options: DeviceOptions, directory: String, book: AttestersBook, queue: CollectedQueue) {
        let thread = Thread { [self] in
            defer { ended.signal() }
            keep(
                DeviceRound(
                    options, store: AttestationStore(directory: directory), book: book, queue: queue,
                    seconds: SystemClock.monotonicSeconds))
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

    private func keep(_ first: DeviceRound) {
        var round = first
        while !stop.isSet {
            let began = SystemClock.monotonicSeconds
            let trouble = round.run(now: SystemClock.now, seconds: began)
            shared.withLock { $0 = trouble }
            while !stop.isSet, SystemClock.monotonicSeconds - began < Self.pace { Thread.sleep(forTimeInterval: 0.05) }
        }
    }
}
