// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import EVE
internal import Rules

/// A frame is an object of one key, which says what it is.
extension ConsoleFrame {
    enum CodingKeys: CodingKey {
        case hello, ask, cancel, changeRule, triage, editingRule
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
            let program = try hello.decode(String.self, forKey: .program)
            try decoder.require(program.utf8.count <= Self.programLimit, "a name of \(program.utf8.count) bytes")
            self = .hello(version: try hello.decode(Int.self, forKey: .version), program: program)
        case .ask:
            let ask = try container.nestedContainer(keyedBy: AskKeys.self, forKey: key)
            let question = try ask.decode(Question.self, forKey: .question)
            if let excess = question.excess { try decoder.require(false, excess) }
            self = .ask(try ask.decode(RequestID.self, forKey: .id), question)
        case .cancel: self = .cancel(try container.decode(RequestID.self, forKey: key))
        case .changeRule:
            let deed = try container.decode(RuleDeed.self, forKey: key)
            if let excess = deed.excess { try decoder.require(false, excess) }
            self = .changeRule(deed)
        case .triage:
            let wish = try container.decode(TriageWish.self, forKey: key)
            if let excess = wish.excess { try decoder.require(false, excess) }
            self = .triage(wish)
        case .editingRule:
            let rule = try container.decodeIfPresent(String.self, forKey: key)
            try decoder.require(
                rule?.utf8.count ?? 0 <= RuleLimit.id, "a rule's id is longer than \(RuleLimit.id) bytes")
            self = .editingRule(rule)
        }
    }

    /// How many bytes a console may call its program by.
    private static let programLimit = 200

    package func encode(to encoder: any Encoder) throws {
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
        case .triage(let wish): try container.encode(wish, forKey: .triage)
        // With null for no rule: the key is what says which frame it is.
        case .editingRule(let rule): try container.encode(rule, forKey: .editingRule)
        }
    }
}
