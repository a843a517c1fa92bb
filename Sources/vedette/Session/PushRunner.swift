// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import EVE
internal import Pushes
internal import Station

/// Does what the console wishes to be done to the rules of gateways' sensors, on a thread of its own and in order.
final class PushRunner: Sendable {
    private let desk: PushDesk
    private let inbox: Inbox
    private let queue = DispatchQueue(label: "vedette.pushes")

    init(desk: PushDesk, inbox: Inbox) {
        self.desk = desk
        self.inbox = inbox
    }

    func perform(_ deed: PushDeed) {
        queue.async { [self] in
            do throws(PushDeskFailure) {
                inbox.send(.push(.done(try record(of: deed, at: SystemClock.now))))
            } catch {
                inbox.send(.push(.refused(error.message)))
            }
        }
    }

    /// Waits until everything that was wished is done: leaving the console must not lose a deed.
    func end() {
        queue.sync {}
    }

    private func record(of deed: PushDeed, at time: Instant) throws(PushDeskFailure) -> PushRecord {
        switch deed {
        case .push(let targets, let basis, let parts, let mayRunFewer, let comment):
            let plan = try desk.plan(for: targets, at: time)
            try Self.require(plan, basis, parts)
            return try desk.push(plan, mayRunFewer: mayRunFewer, comment: comment, at: time)
        case .mute(let gid, let sid, let scope, let gateway, let end, let reason):
            return try desk.mute(gid: gid, sid: sid, scope, at: gateway, until: end, reason: reason, at: time)
        case .unmute(let number): return try desk.unmute(number, comment: "", at: time)
        case .undo: return try desk.undo(at: time)
        }
    }

    /// That a plan is the one that the person has looked at: the same rules for the same gateways, of which nobody has chosen others since.
    private static func require(
        _ plan: PushPlan, _ basis: RulesRevision, _ parts: [PushWish.Part]
    ) throws(PushDeskFailure) {
        guard plan.files.revision == basis else { throw .changed("somebody has changed the station's rules") }
        let seen = Dictionary(parts.map { ($0.gateway, $0.chosen) }) { first, _ in first }
        guard seen.count == plan.parts.count else { throw .changed("other gateways are meant now") }
        for part in plan.parts {
            guard let chosen = seen[part.rules.gateway] else { throw .changed("other gateways are meant now") }
            guard chosen == part.rules.wanted?.chosen else {
                throw .changed("\(part.rules.wanted?.person ?? "somebody") has pushed to \(part.rules.gateway)")
            }
        }
    }
}
