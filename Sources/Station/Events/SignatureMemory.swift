// SPDX-License-Identifier: Apache-2.0

internal import SuricataRules

/// The signatures that were looked for last, while rule store and files are as they were then.
struct SignatureMemory: Sendable {
    struct Key: Hashable {
        var name: SignatureName
        var revision: UInt32
    }

    struct State: Equatable {
        var rules: Int64?
        var files: [FileStamp]
    }

    /// What was found, which may be that there is nothing.
    struct Answer {
        var signature: FiredSignature?
    }

    private var state: State?
    private var answers: [Key: Answer] = [:]

    /// More are forgotten together.
    private static let most = 500

    mutating func find(_ key: Key, _ now: State) -> Answer? {
        guard state == now else { return nil }
        return answers[key]
    }

    mutating func keep(_ signature: FiredSignature?, for key: Key, _ now: State) {
        if state != now || answers.count >= Self.most { answers = [:] }
        state = now
        answers[key] = Answer(signature: signature)
    }
}
