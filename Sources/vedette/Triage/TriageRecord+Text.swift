// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules
internal import Station
internal import Triage

extension TriageRecord {
    /// The record in one line for a person; hostile.
    var line: String {
        var parts = ["#\(number)", action.time.rfc3339, action.person]
        if let undoes { parts.append("took back #\(undoes):") }
        switch action.deed {
        case .order where undoes != nil && count > 0: parts.append("\(action.deed.told), with \(alerts)")
        case .mute, .order, .end: parts.append(action.deed.told)
        case .dispose, .assign, .tag, .comment: parts.append("\(action.deed.told) \(alerts)")
        }
        if unchanged > 0 { parts.append("(\(unchanged) stayed as they were)") }
        if let undoneBy { parts.append("(taken back by #\(undoneBy))") }
        if !action.scope.isEmpty { parts.append("of \(action.scope)") }
        if !action.comment.isEmpty { parts.append("\"\(RuleLimit.line(action.comment, 400))\"") }
        return parts.joined(separator: "  ")
    }

    private var alerts: String { "\(count) \(count == 1 ? "alert" : "alerts")" }

    var json: JSONValue {
        .object([
            ("number", .int(Int(number))), ("time", .string(action.time.rfc3339)), ("person", .string(action.person)),
            ("origin", .string(action.origin)), ("deed", .string(action.deed.told)), ("changed", .int(count)),
            ("unchanged", .int(unchanged)), ("scope", .string(action.scope)), ("comment", .string(action.comment)),
            ("undoes", undoes.map { .int(Int($0)) } ?? .null), ("undone_by", undoneBy.map { .int(Int($0)) } ?? .null),
        ])
    }
}

extension UserMessage {
    /// What a log of triage could not do, as the command line tells it.
    init(_ failure: TriageError) {
        let outcome: Outcome = if case .storage = failure { .environment } else { .wrongUse }
        self.init(outcome, failure.message + ".")
    }

    /// Runs `body` and tells its failure as the command line does.
    static func ofTriage<Value>(_ body: () throws(TriageError) -> Value) throws(UserMessage) -> Value {
        do throws(TriageError) { return try body() } catch { throw UserMessage(error) }
    }
}
