// SPDX-License-Identifier: Apache-2.0

/// Something that could stand at the cursor.
package struct CompletionItem: Sendable, Hashable {
    /// What takes the place of what was typed.
    package var text: String
    /// What it means, in a few words.
    package var note: String
    /// How many events have it; `nil` where that was not counted.
    package var count: Int?

    package init(_ text: String, note: String = "", count: Int? = nil) {
        self.text = text
        self.note = note
        self.count = count
    }
}

/// A wish for the values that a field has in the stored events.
package struct CompletionRequest: Sendable, Hashable {
    /// The field's name, as the rule writes it, without modifiers.
    package var field: String
    /// What was typed of the value so far; may be empty.
    package var prefix: String

    package init(field: String, prefix: String) {
        self.field = field
        self.prefix = prefix
    }
}

/// The values that were wished for, most frequent first.
package struct CompletionAnswer: Sendable, Hashable {
    /// The wish that this answers; it may be an older one.
    package var request: CompletionRequest
    /// Raw values: they are quoted and escaped when one is taken.
    package var items: [CompletionItem]
    /// What was counted, in words: `values seen in dest_ip, modbus, 7 d`.
    package var about: String

    package init(request: CompletionRequest, items: [CompletionItem], about: String) {
        self.request = request
        self.items = items
        self.about = about
    }
}

/// What is known of the events beside Sigma's own words.
package struct CompletionVocabulary: Sendable, Hashable {
    /// The fields of EVE with how often they occur.
    package var fields: [CompletionItem]
    /// Values for each key of `logsource`.
    package var logSources: [String: [CompletionItem]]

    package init(fields: [CompletionItem] = [], logSources: [String: [CompletionItem]] = [:]) {
        self.fields = fields
        self.logSources = logSources
    }
}
