// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Foundation
internal import Glibc
internal import Query
internal import Store
internal import Synchronization

/// What the threads of a dry run share.
final class DryRunWork: Sendable {
    private let program: DryRunProgram
    private let scan: LineScan
    private let cancellation: Cancellation
    private let counted: Mutex<DryRunTally>
    private let failed = Mutex<QueryFailure?>(nil)

    init(_ program: DryRunProgram, _ scan: LineScan, _ tally: DryRunTally, _ cancellation: Cancellation) {
        self.program = program
        self.scan = scan
        self.cancellation = cancellation
        counted = Mutex(tally)
    }

    var tally: DryRunTally { counted.withLock { $0 } }
    var failure: QueryFailure? { failed.withLock { $0 } }

    /// Starts the threads; all have left the group when the work has ended.
    func start(_ count: Int, niceness: Int32) -> DispatchGroup {
        let group = DispatchGroup()
        for _ in 0..<count {
            group.enter()
            let thread = Thread { [self] in
                // On Linux this is the thread's own; without it the work is only less modest.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
                run()
                group.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        return group
    }

    private func run() {
        let matching = DryRunMatching(program)
        do throws(QueryFailure) {
            while let piece = try scan.next(until: cancellation, { matching.take($0, $1) }) {
                let found = matching.finish()
                counted.withLock { $0.add(found, of: piece) }
            }
        } catch {
            failed.withLock { $0 = error }
            cancellation.cancel()
        }
    }
}
