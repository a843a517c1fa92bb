// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import Foundation
internal import Query
internal import Station
internal import Synchronization
internal import UserCommands

/// Runs the user's own commands on threads of their own, one at a time: a new one ends the one before.
final class CommandRunner: Sendable {
    private let inbox: Inbox
    private let current = Mutex<Cancellation?>(nil)
    private let running = DispatchGroup()

    init(inbox: Inbox) {
        self.inbox = inbox
    }

    func run(_ command: FilledCommand) {
        let cancellation = Cancellation(deadline: .now + .seconds(command.seconds))
        replace(by: cancellation)
        running.enter()
        Thread { [inbox, running] in
            defer { running.leave() }
            let output = UserCommandRunner.run(command, until: cancellation)
            if !cancellation.isSet { inbox.send(.commandEnded(output)) }
        }.start()
    }

    /// Ends what runs, and waits until it is gone with its files, but for some seconds at the most.
    func end() {
        replace(by: nil)
        _ = running.wait(timeout: .now() + .seconds(3))
    }

    private func replace(by next: Cancellation?) {
        let old = current.withLock { current in
            defer { current = next }
            return current
        }
        old?.cancel()
    }
}
