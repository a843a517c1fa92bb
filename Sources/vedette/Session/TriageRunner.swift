// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import EVE
internal import Station
internal import Triage

/// Does what the console wishes to be done about alerts, on a thread of its own and in order.
final class TriageRunner: Sendable {
    private let desk: TriageDesk
    private let inbox: Inbox
    private let queue = DispatchQueue(label: "vedette.triage")

    init(desk: TriageDesk, inbox: Inbox) {
        self.desk = desk
        self.inbox = inbox
    }

    func perform(_ wish: TriageWish) {
        queue.async { [self] in inbox.send(.triage(outcome(of: wish))) }
    }

    /// Waits until everything that was wished is done: leaving the console must not lose a deed.
    func end() {
        queue.sync {}
    }

    private func outcome(of wish: TriageWish) -> TriageOutcome {
        let now = SystemClock.now
        do {
            switch wish {
            case .groups(let deed, let comment, let groups, let request, let scope):
                return .done(
                    try desk.perform(deed, comment: comment, on: groups, of: request, scope: scope, at: now))
            case .alerts(let deed, let comment, let alerts):
                return .done(try desk.perform(deed, comment: comment, on: alerts, scope: "", at: now))
            case .log(let deed, let comment, let scope):
                return .done(try desk.perform(deed, comment: comment, on: [], scope: scope, at: now))
            case .undo:
                return try desk.undo(at: now).map { .done($0) } ?? .nothing("There is nothing of yours to take back")
            case .redo:
                return try desk.redo(at: now).map { .doneAgain($0) }
                    ?? .nothing("There is nothing of yours to do again")
            }
        } catch let failure as TriageDeskFailure {
            return .refused(failure.message)
        } catch let failure as TriageError {
            return .refused(failure.message)
        } catch {
            return .refused("\(error)")
        }
    }
}
