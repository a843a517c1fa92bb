// SPDX-License-Identifier: Apache-2.0

/// Steps that were taken, in order.
struct Checklist {
    private(set) var checks: [Check] = []

    /// Takes a step and notes how it went.
    @discardableResult
    mutating func take<Value>(
        _ step: Check.Step, _ body: () throws(FailedCheck) -> Value
    ) throws(FailedCheck) -> Value {
        do {
            let value = try body()
            checks.append(Check(step, .passed))
            return value
        } catch {
            checks.append(
                Check(step, .failed, reason: error.reason, expected: error.expected, found: error.found))
            throw error
        }
    }

    /// The same for a step that is skipped where there is nothing to compare with.
    mutating func take(
        _ step: Check.Step, if isWanted: Bool, _ body: () throws(FailedCheck) -> Void
    ) throws(FailedCheck) {
        guard isWanted else { return checks.append(Check(step, .skipped)) }
        try take(step, body)
    }

    /// Notes that the newest step is to be shown, though it did not fail.
    mutating func flag(_ reason: Reason, found: Finding? = nil) {
        guard let last = checks.popLast() else { return }
        checks.append(Check(last.step, .flagged, reason: reason, found: found))
    }
}
