// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import EVE
internal import Rules
internal import Station

/// Does what the console wishes to be done to rules, on a thread of its own and in order.
final class RuleRunner: Sendable {
    private let desk: RuleDesk
    private let inbox: Inbox
    private let queue = DispatchQueue(label: "vedette.rules")

    init(desk: RuleDesk, inbox: Inbox) {
        self.desk = desk
        self.inbox = inbox
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
