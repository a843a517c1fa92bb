// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Foundation
internal import Query
internal import Station
internal import Synchronization
internal import UserCommands

/// Runs the user's own commands on threads of their own, one at a time: a new one ends the one before.
final class CommandRunner: Sendable {
    private let inbox: Inbox
    private let current = Mutex<Cancellation?>(nil)

    init(inbox: Inbox) {
        self.inbox = inbox
    }

    func run(_ command: FilledCommand) {
        let cancellation = Cancellation(deadline: .now + .seconds(command.seconds))
        replace(by: cancellation)
        Thread { [inbox] in
            let output = UserCommandRunner.run(command, until: cancellation)
            if !cancellation.isSet { inbox.send(.commandEnded(output)) }
        }.start()
    }

    /// Ends what runs.
    func end() { replace(by: nil) }

    private func replace(by next: Cancellation?) {
        let old = current.withLock { current in
            defer { current = next }
            return current
        }
        old?.cancel()
    }
}
