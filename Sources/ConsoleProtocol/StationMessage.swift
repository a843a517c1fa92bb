// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import Assets
package import Console
package import EVE
package import Query
package import Rules

/// Those of the console's messages that come from a station; each means what the `Message` of its name means.
package enum StationMessage: Codable, Sendable {
    case storeChanged(token: Int64)
    case answered(RequestID, Answer)
    case soFar(RequestID, Answer, reached: Instant?)
    case failed(RequestID, QueryFailure)
    case ingest(IngestStatus)
    case notice(Notice)
    case rule(RuleOutcome)
    case triage(TriageOutcome)
    case push(PushOutcome)
    case device(DeviceOutcome)
    case job(JobOutcome)
    case ruleEditors([EditingMark])
    case rulesChanged
    case assets(AssetBook)
}

extension StationMessage {
    /// The message as the console takes it.
    package var message: Message {
        switch self {
        case .storeChanged(let token): .storeChanged(token: token)
        case .answered(let id, let answer): .answered(id, answer)
        case .soFar(let id, let answer, let reached): .soFar(id, answer, reached: reached)
        case .failed(let id, let failure): .failed(id, failure)
        case .ingest(let status): .ingest(status)
        case .notice(let notice): .notice(notice)
        case .rule(let outcome): .rule(outcome)
        case .triage(let outcome): .triage(outcome)
        case .push(let outcome): .push(outcome)
        case .device(let outcome): .device(outcome)
        case .job(let outcome): .job(outcome)
        case .ruleEditors(let marks): .ruleEditors(marks)
        case .rulesChanged: .rulesChanged
        case .assets(let book): .assets(book)
        }
    }

    /// The message that a station sends; `nil` for one that arises where the console runs.
    package init?(_ message: Message) {
        switch message {
        case .storeChanged(let token): self = .storeChanged(token: token)
        case .answered(let id, let answer): self = .answered(id, answer)
        case .soFar(let id, let answer, let reached): self = .soFar(id, answer, reached: reached)
        case .failed(let id, let failure): self = .failed(id, failure)
        case .ingest(let status): self = .ingest(status)
        case .notice(let notice): self = .notice(notice)
        case .rule(let outcome): self = .rule(outcome)
        case .triage(let outcome): self = .triage(outcome)
        case .push(let outcome): self = .push(outcome)
        case .device(let outcome): self = .device(outcome)
        case .job(let outcome): self = .job(outcome)
        case .ruleEditors(let marks): self = .ruleEditors(marks)
        case .rulesChanged: self = .rulesChanged
        case .assets(let book): self = .assets(book)
        case .input, .tick, .commandEnded, .edited, .look, .drawn, .station: return nil
        }
    }
}
