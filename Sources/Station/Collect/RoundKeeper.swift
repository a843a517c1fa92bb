// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Synchronization

/// What is done time after time beside the storing of events.
protocol StationRound: SendableMetatype {
    /// Does what is to be done now; the answer is what could not be, in one line, empty if all was.
    ///
    /// - Parameter seconds: monotonic.
    mutating func run(now: Instant, seconds: Double) -> String
    /// Does what must not wait for a next time, since there is none.
    mutating func end(now: Instant)
}

extension PushRound: StationRound {
    mutating func run(now: Instant, seconds: Double) -> String { run(now: now) }
}

extension DeviceRound: StationRound {
    mutating func end(now: Instant) {}
}

/// Goes on with rounds on a thread of its own, so that storing events never waits for them.
final class RoundKeeper: Sendable {
    private let stop = StopFlag()
    private let ended = DispatchSemaphore(value: 0)
    private let shared = Mutex("")

    /// Begins.
    ///
    /// - Parameters:
    ///   - pace: seconds from the beginning of a round to the next.
    ///   - make: makes the round, on the thread.
    init(pace: Double, _ make: @escaping @Sendable () -> some StationRound) {
        let thread = Thread { [self] in
            defer { ended.signal() }
            keep(make(), pace)
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

    private func keep(_ first: some StationRound, _ pace: Double) {
        var round = first
        while !stop.isSet {
            let began = SystemClock.monotonicSeconds
            let trouble = round.run(now: SystemClock.now, seconds: began)
            shared.withLock { $0 = trouble }
            while !stop.isSet, SystemClock.monotonicSeconds - began < pace { Thread.sleep(forTimeInterval: 0.05) }
        }
        round.end(now: SystemClock.now)
    }
}
