// SPDX-License-Identifier: Apache-2.0

package import Access
package import Anonymizer
package import Console

/// What a console sends to a station. The first frame is `hello`, and no other one is.
///
/// Decoding refuses what a station could not work off within bounds (`QuestionLimit`, the limits of `Filter`): whatever it lets
/// through can be handed on.
package enum ConsoleFrame: Codable, Sendable, Hashable {
    /// The version of the protocol, `ConsoleProtocolVersion.current`, and what program speaks.
    case hello(version: Int, program: String)
    /// Answered by `.answered` or `.failed` of this id, perhaps after some `.soFar`.
    case ask(RequestID, Question)
    /// Nobody waits for this answer any more.
    case cancel(RequestID)
    /// Answered by `.rule`.
    case changeRule(RuleDeed)
    /// Answered by `.triage`.
    case triage(TriageWish)
    /// Answered by `.push`.
    case push(PushDeed)
    /// Answered by `.device`.
    case device(DeviceDeed)
    /// Answered by `.job`.
    case job(JobDeed)
    /// What rule is being edited from now on, by its id; answered by `.ruleEditors`, now and whenever that changes.
    case editingRule(String?)
}

extension ConsoleFrame {
    /// The right that it needs; `nil` for none. The one table of that.
    package var right: Right? {
        switch self {
        case .hello: nil
        case .ask(_, .jobPreview(let wish)) where wish.isOriginal: .seeOriginals
        case .ask, .cancel: .look
        case .triage: .triage
        case .changeRule, .editingRule: .changeRules
        case .push: .pushRules
        case .device(.recheck): .look
        case .device(.quote): .triage
        case .device(.accept), .device(.revoke): .vouch
        case .job: .anonymize
        }
    }
}

extension ConsoleFrame: Frame {
    /// 1 MiB: the text of a rule under edit is the longest thing that a console sends.
    package static let lengthLimit = 1 << 20
}
