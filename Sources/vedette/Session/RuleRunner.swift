// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import EVE
internal import Rules
internal import Station
internal import Synchronization

/// Does what the console wishes to be done to rules, on a thread of its own and in order.
final class RuleRunner: Sendable {
    private let desk: RuleDesk
    private let inbox: Inbox
    private let queue = DispatchQueue(label: "vedette.rules")
    /// The rule that is being edited here, who else had it open when that was told last, and how often another one was begun.
    private let editing = Mutex<(rule: String?, others: [EditingMark], turn: Int)>((nil, [], 0))

    /// How often it is said that a rule is still being edited, in seconds; a mark lives for two minutes.
    private static let markPause = 10.0

    init(desk: RuleDesk, inbox: Inbox) {
        self.desk = desk
        self.inbox = inbox
    }

    /// Says from now on that a rule is being edited here, or that none is.
    func edit(_ rule: String?) {
        let (old, turn) = editing.withLock { editing in
            defer { editing = (rule, [], editing.turn + 1) }
            return (editing.rule, editing.turn + 1)
        }
        queue.async { [self] in
            if let old { desk.endEditing(old) }
            if rule != nil { mark(turn) }
        }
    }

    /// Says that no rule is being edited any more, and waits until that was said.
    func end() {
        edit(nil)
        settle()
    }

    /// Waits until everything that was wished is done.
    func settle() {
        queue.sync {}
    }

    /// Renews the mark, and tells who else has one. Marks are a courtesy: what fails here is tried again and not told.
    private func mark(_ turn: Int) {
        guard let rule = editing.withLock({ $0.turn == turn ? $0.rule : nil }) else { return }
        if let others = try? desk.markEditing(rule, at: SystemClock.now) {
            let isNews = editing.withLock { editing in
                guard editing.turn == turn, editing.others.map(\.person) != others.map(\.person) else { return false }
                editing.others = others
                return true
            }
            if isNews { inbox.send(.ruleEditors(others)) }
        }
        queue.asyncAfter(deadline: .now() + Self.markPause) { [self] in mark(turn) }
    }

    func perform(_ deed: RuleDeed) {
        queue.async { [self] in inbox.send(.rule(outcome(of: deed))) }
    }

    private func outcome(of deed: RuleDeed) -> RuleOutcome {
        let now = SystemClock.now
        do {
            switch deed {
            case .add(let kind, let text, let comment):
                return .done(try desk.add(kind, text, comment: comment, at: now))
            case .save(let rule, let text, let basedOn, let comment):
                return .done(
                    try desk.save(rule.id, rule.kind, text, basedOn: basedOn, comment: comment, at: now))
            case .revert(let rule): return .done(try desk.revert(rule, at: now))
            case .enable(let rule): return .done(try desk.setEnabled(rule.id, true, at: now))
            case .disable(let rule): return .done(try desk.setEnabled(rule.id, false, at: now))
            }
        } catch RuleDeskFailure.shelf(.conflict(let id, let current, let author, _)) {
            guard let found = try? desk.current(id) else { return .refused("\(author) saved rev \(current) meanwhile") }
            return .conflict(
                text: String(decoding: found.revision.content.text, as: UTF8.self), revision: found.rule.revision,
                author: author)
        } catch let failure as RuleDeskFailure {
            return .refused(failure.message)
        } catch let failure as RuleShelfError {
            return .refused(failure.message)
        } catch {
            return .refused("\(error)")
        }
    }
}
