// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import EVE

/// A frame is an object of one key, which says what it is.
extension ConsoleFrame {
    enum CodingKeys: CodingKey {
        case hello, ask, cancel, changeRule, triage, editingRule, push, device, job
    }

    enum HelloKeys: CodingKey {
        case version, program
    }

    enum AskKeys: CodingKey {
        case id, question
    }

    /// - Throws: `DecodingError`, also where it asks for more than `QuestionLimit` allows.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let keys = container.allKeys
        guard keys.count == 1, let key = keys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a frame is one thing that is known here"))
        }
        switch key {
        case .hello:
            let hello = try container.nestedContainer(keyedBy: HelloKeys.self, forKey: key)
            self = .hello(
                version: try hello.decode(Int.self, forKey: .version),
                program: try hello.decode(String.self, forKey: .program))
        case .ask:
            let ask = try container.nestedContainer(keyedBy: AskKeys.self, forKey: key)
            let question = try ask.decode(Question.self, forKey: .question)
            self = .ask(try ask.decode(RequestID.self, forKey: .id), question)
        case .cancel: self = .cancel(try container.decode(RequestID.self, forKey: key))
        case .changeRule: self = .changeRule(try container.decode(RuleDeed.self, forKey: key))
        case .triage: self = .triage(try container.decode(TriageWish.self, forKey: key))
        case .push: self = .push(try container.decode(PushDeed.self, forKey: key))
        case .device: self = .device(try container.decode(DeviceDeed.self, forKey: key))
        case .job: self = .job(try container.decode(JobDeed.self, forKey: key))
        case .editingRule: self = .editingRule(try container.decodeIfPresent(String.self, forKey: key))
        }
        if let excess { try decoder.require(false, excess) }
    }

    /// - Throws: `EncodingError` where `init(from:)` would refuse it.
    package func encode(to encoder: any Encoder) throws {
        if let excess {
            throw EncodingError.invalidValue(self, .init(codingPath: encoder.codingPath, debugDescription: excess))
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .hello(let version, let program):
            var hello = container.nestedContainer(keyedBy: HelloKeys.self, forKey: .hello)
            try hello.encode(version, forKey: .version)
            try hello.encode(program, forKey: .program)
        case .ask(let id, let question):
            var ask = container.nestedContainer(keyedBy: AskKeys.self, forKey: .ask)
            try ask.encode(id, forKey: .id)
            try ask.encode(question, forKey: .question)
        case .cancel(let id): try container.encode(id, forKey: .cancel)
        case .changeRule(let deed): try container.encode(deed, forKey: .changeRule)
        case .push(let deed): try container.encode(deed, forKey: .push)
        case .device(let deed): try container.encode(deed, forKey: .device)
        case .job(let deed): try container.encode(deed, forKey: .job)
        case .triage(let wish): try container.encode(wish, forKey: .triage)
        // With null for no rule: the key is what says which frame it is.
        case .editingRule(let rule): try container.encode(rule, forKey: .editingRule)
        }
    }
}
