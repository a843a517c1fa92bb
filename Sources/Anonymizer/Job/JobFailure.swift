// SPDX-License-Identifier: Apache-2.0

/// Why a job failed, or was not begun.
package struct JobFailure: Error, Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The input is missing, damaged, of a kind that is not read, or too large.
        case input
        /// Nothing installed covers the scene, and nobody accepted that.
        case uncovered
        /// What was masked was found again in the output.
        case privacy
        /// A model is missing, damaged, changed meanwhile, failed its self-test or answered what is no number.
        case model
        /// The output cannot be written: no space, no right, something is there already.
        case output
        /// The worker ended by itself, was killed, or used more memory or time than it may.
        case worker
    }

    package var kind: Kind
    /// One line for a person: what, where, what to do. Text of others in it is neutralised before it is shown.
    package var line: String

    package init(_ kind: Kind, _ line: String) {
        self.kind = kind
        self.line = line
    }

    /// Whether another try may end better without anybody doing something: never after a failure of privacy.
    package var mayRetry: Bool { kind == .worker || kind == .output }

}
