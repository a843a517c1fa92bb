// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Pushes

/// Something that the console wishes to be done to the rules of gateways' sensors.
package enum PushDeed: Sendable, Hashable, Codable {
    /// Push the station's rules, if they and what was chosen before are still what the person has looked at.
    case push(PushTargets, basis: RulesRevision, parts: [PushWish.Part], mayRunFewer: Bool, comment: String)
    /// Let sensors tell nothing of a signature for a time.
    case mute(
        gid: UInt32, sid: UInt32, GatewayMute.Scope?, gateway: String?, until: Instant, reason: String)
    case unmute(Int)
    /// Take back the person's newest push or muting.
    case undo
}

/// What became of it.
package enum PushOutcome: Sendable, Codable {
    /// It is ordered; what gateways make of it is told by `Answer.gatewayRules`.
    case done(PushRecord)
    /// Why it was not done, in one line with a way out.
    case refused(String)
}
