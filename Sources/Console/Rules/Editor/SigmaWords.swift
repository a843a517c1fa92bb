// SPDX-License-Identifier: Apache-2.0

/// The words that Sigma itself gives a meaning, for colours and completion.
///
/// Source: Sigma specification 2.1.0, the schemas of rules, correlations and filters, and its appendix of modifiers.
enum SigmaWords {
    static let topLevel = items([
        ("title", "what it finds, in a few words"), ("id", "a UUID that stays"),
        ("name", "a short name for correlations"),
        ("related", "ids of rules it came from"), ("status", "how far it is trusted"), ("description", "what and why"),
        ("license", "of the text"), ("references", "where it is from"), ("author", "who wrote it"),
        ("date", "when it was made"), ("modified", "when it was changed last"),
        ("logsource", "which events it looks at"),
        ("detection", "searches and their condition"), ("correlation", "counts matches of rules"),
        ("filter", "takes matches away"), ("fields", "what to show of a match"),
        ("falsepositives", "when it is wrong"), ("level", "how much a match matters"),
        ("tags", "attack.t1110 and the like"),
        ("scope", "where it holds"), ("taxonomy", "which field names it uses"),
    ])

    static let logSource = items([
        ("category", "kind of events"), ("product", "what writes them"), ("service", "its part that does"),
        ("definition", "what must be switched on"),
    ])

    static let detection = items([
        ("condition", "how the searches are joined"), ("timeframe", "deprecated: use a correlation"),
    ])

    static let correlation = items([
        ("type", "what is counted"), ("rules", "names or ids"), ("group-by", "fields that part the matches"),
        ("timespan", "15m, 1h, 7d"), ("condition", "gte: 10"), ("aliases", "one name for several fields"),
        ("generate", "whether the rules report too"),
    ])

    static let filter = items([("rules", "names, ids or any"), ("condition", "which events to keep")])

    static let correlationTypes = items([
        ("event_count", "how many matches"), ("value_count", "how many values of a field"),
        ("temporal", "all rules, in any order"), ("temporal_ordered", "all rules, in order"),
        ("value_sum", "sum of a field"), ("value_avg", "mean of a field"), ("value_percentile", "rank of a field"),
    ])

    static let status = items([
        ("stable", "for production"), ("test", "few false positives seen"), ("experimental", "may be noisy"),
        ("deprecated", "another one took its place"), ("unsupported", "cannot be used as it is"),
    ])

    static let level = items([
        ("informational", "worth knowing"), ("low", "rarely matters alone"), ("medium", "to be looked at"),
        ("high", "to be looked at soon"), ("critical", "to be looked at now"),
    ])

    static let booleans = items([("true", ""), ("false", "")])

    static let conditionWords = items([
        ("and", "both"), ("or", "either"), ("not", "the opposite"), ("1 of", "any of them"), ("all of", "each of them"),
        ("them", "every search"), ("all", ""), ("any", ""), ("1", ""),
    ])

    static let modifiers = items([
        ("contains", "somewhere in the value"), ("startswith", "at the start"), ("endswith", "at the end"),
        ("all", "all values, not any"), ("re", "regular expression"), ("i", "re: either case"),
        ("m", "re: ^ and $ at lines"), ("s", "re: dot takes line ends"), ("cidr", "address in a network"),
        ("exists", "the field is there"), ("cased", "upper and lower case differ"), ("neq", "is not"),
        ("gt", "greater"), ("gte", "greater or equal"), ("lt", "less"), ("lte", "less or equal"),
        ("fieldref", "another field's value"), ("base64", "encoded so"), ("base64offset", "at any offset"),
        ("utf16", "with a byte order mark"), ("utf16le", "little endian"), ("utf16be", "big endian"),
        ("wide", "as utf16le"), ("windash", "any dash before options"), ("expand", "%placeholders%"),
        ("minute", "part of a time"), ("hour", "part of a time"), ("day", "part of a time"), ("week", "part of a time"),
        ("month", "part of a time"), ("year", "part of a time"),
    ])

    /// Whether a key is one of a rule's own.
    static func isTopLevel(_ key: String) -> Bool { topLevel.contains { $0.text == key } }

    private static func items(_ words: [(String, String)]) -> [CompletionItem] {
        words.map { CompletionItem($0.0, note: $0.1) }
    }
}
