// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console

/// What a console has of its station: somebody who answers its questions and does its deeds.
///
/// Every call returns at once; what comes of it reaches the console's `Inbox` as messages, in the cases that `Effect` names.
protocol ConsoleStation: Sendable {
    func ask(_ id: RequestID, _ question: Question)
    func cancel(_ id: RequestID)
    func changeRule(_ deed: RuleDeed)
    func triage(_ wish: TriageWish)
    func editingRule(_ id: String?)
    func push(_ deed: PushDeed)
    func device(_ deed: DeviceDeed)
    func job(_ deed: JobDeed)
    /// Ends it. It waits for deeds under way, as leaving the console must not lose one, but for some seconds at the most where another
    /// process does them.
    func end()
}
