// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Glibc
internal import Query
internal import Synchronization

/// Lets a call put its things away before a signal ends it.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Calls `body`, which SIGINT, SIGTERM and SIGHUP cancel in this time; afterwards the process ends by the signal that came. One that
    /// is ignored, as under nohup, stays so.
    ///
    /// For one call at a time.
    static func guarding<Value, Failure>(
        _ cancellation: Cancellation, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let came = Came()
        let sources = signals.filter(isHeeded).map { number in
            // The source sees what is ignored as well.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                came.number.store(number, ordering: .relaxed)
                cancellation.cancel()
            }
            source.activate()
            return (number, source)
        }
        defer {
            for (number, source) in sources {
                source.cancel()
                signal(number, SIG_DFL)
            }
            let number = came.number.load(ordering: .relaxed)
            if number != 0 { raise(number) }
        }
        return try body()
    }

    private static func isHeeded(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        // Functions cannot be compared, but where they are can.
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            != unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// The signal that came; 0 for none.
    private final class Came: Sendable {
        let number = Atomic<Int32>(0)
    }
}
