// SPDX-License-Identifier: Apache-2.0

/// What `trust` can be asked for, as a filter writes it.
package enum TrustWord {
    /// Stands for every state in which events are marked.
    package static let failed = "failed"

    /// All of them with what they mean, the worst first.
    package static let all: [(word: String, meaning: String)] = [
        (failed, "untrusted, revoked or silent"), ("untrusted", "its newest evidence did not hold"),
        ("revoked", "an operator revoked its keys"), ("silent", "it did not answer for longer than it may"),
        ("flagged", "authentic, with something to look at"), ("unattested", "it proved nothing, or was never enrolled"),
        ("unknown", "told of, and not enrolled"), ("trusted", "its newest evidence held"),
    ]
}
