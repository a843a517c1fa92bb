// SPDX-License-Identifier: Apache-2.0

/// How the TPMs of a gateway stand, for `vedette-agent status`.
package struct AttesterStanding: Sendable, Hashable {
    /// A line for each device: its name, in brackets until when it has a pseudonym where it needs one, and behind a colon what is wrong.
    package var devices: [String]
    /// How the line of questions stands; empty where there is none.
    package var questions: String

    package init(devices: [String], questions: String) {
        self.devices = devices
        self.questions = questions
    }
}
