// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import Dispatch

/// Does what the console wishes to be done with jobs, one deed after the other, on a thread of its own.
final class JobRunner: Sendable {
    private let records: any JobRecords
    private let inbox: Inbox
    private let queue = DispatchQueue(label: "vedette.jobs")

    init(records: any JobRecords, inbox: Inbox) {
        self.records = records
        self.inbox = inbox
    }

    func perform(_ deed: JobDeed) {
        queue.async { [self] in inbox.send(.job(records.perform(deed))) }
    }

    /// Waits until everything that was wished is done: leaving the console must not lose a deed.
    func end() { queue.sync {} }
}
