// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Foundation
internal import Glibc
internal import Query
internal import Rules
internal import Station
internal import Synchronization

extension AnswerRunner {
    /// How much lower than the console's the priority of measuring is.
    private static let niceness: Int32 = 10
    /// How often costs are told, and how long other questions are given before they are looked for again, in seconds.
    private static let pace = 0.1
    private static let pause = 0.02

    /// Measures rules on a thread of its own, while nothing else is asked: it can wait, and it would only measure the others.
    func measure(_ id: RequestID, _ rules: [Rule]) {
        // One that waits for the other's end would wait for ever.
        let isFirst = measuring.withLock { measuring in
            if let other = measuring, isOpen(other), !isCancelled(other) { return false }
            measuring = id
            return true
        }
        guard isFirst else {
            running.withLock { _ = $0.removeValue(forKey: id) }
            return inbox.send(
                .failed(id, .storage(path: "the costs of rules", reason: "they are being measured already")))
        }
        let thread = Thread { [self] in
            // On Linux this is the thread's own; without it the work is only less modest.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            defer { running.withLock { _ = $0.removeValue(forKey: id) } }
            guard let cancellation = begin(id, until: nil) else { return }
            var costs: [RuleCost] = []
            var told = SystemClock.monotonicSeconds
            do throws(QueryFailure) {
                try desk.costs(of: rules, until: cancellation, pause: { waitForOthers(id, cancellation) }) { cost in
                    costs.append(cost)
                    guard told + Self.pace < SystemClock.monotonicSeconds else { return }
                    told = SystemClock.monotonicSeconds
                    inbox.send(.soFar(id, .ruleCosts(costs)))
                }
                inbox.send(.answered(id, .ruleCosts(costs)))
            } catch {
                inbox.send(.failed(id, error))
            }
        }
        // As deep as the reader of YAML may go.
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Returns once no other question is open.
    private func waitForOthers(_ id: RequestID, _ cancellation: Cancellation) {
        while !cancellation.isSet, running.withLock({ $0.contains { $0.key != id } }) {
            Thread.sleep(forTimeInterval: Self.pause)
        }
    }
}
