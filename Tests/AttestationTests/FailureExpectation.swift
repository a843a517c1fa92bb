// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Testing

/// Expects that a check fails for a reason.
func expect<Value>(
    _ reason: Reason, location: SourceLocation = #_sourceLocation, _ body: () throws -> Value
) {
    do {
        _ = try body()
        Issue.record("nothing failed, not even \(reason)", sourceLocation: location)
    } catch {
        #expect((error as? FailedCheck)?.reason == reason, sourceLocation: location)
    }
}
