// SPDX-License-Identifier: Apache-2.0

internal import SuricataRules

/// What completion says of keywords.
enum SignatureWords {
    /// What most rules are made of, in the order in which they usually stand.
    static let usual = [
        "msg", "flow", "content", "nocase", "offset", "depth", "distance", "within", "pcre", "classtype", "reference",
        "metadata", "sid", "rev",
    ]

    /// What a keyword does, in a few words, and which Suricata knows it.
    static func note(of keyword: Keyword) -> String {
        let what = notes[keyword.name] ?? use(keyword.use)
        if keyword.isSince8 { return "\(what), since Suricata 8" }
        return keyword.isGoneIn8 ? "\(what), gone in Suricata 8" : what
    }

    private static func use(_ use: Keyword.Use) -> String {
        switch use {
        case .meta: "about the rule"
        case .contentModifier: "narrows the content before it"
        case .bufferModifier: "where the content before it looks"
        case .sticky: "where all that follows looks"
        case .transform: "changes what the buffer before it holds"
        case .match: "a test"
        }
    }

    private static let notes = [
        "msg": "what alerts are called", "sid": "the rule's number", "rev": "its revision",
        "gid": "the generator, 1 if not given",
        "classtype": "the kind of alert, with its priority", "priority": "1 is the highest",
        "reference": "url,example.org/page",
        "metadata": "key value, key value", "target": "which end is attacked", "content": "bytes that must be there",
        "pcre": "a regular expression: \"/x/i\"", "nocase": "either case", "offset": "first byte that is looked at",
        "depth": "how many bytes are looked at", "distance": "bytes behind the last match",
        "within": "at most so far behind it",
        "flow": "established,to_server", "flowbits": "set,NAME", "threshold": "how often it alerts at most",
        "detection_filter": "how often it must match first", "dsize": "size of the payload",
        "fast_pattern": "which content is looked for first",
        "noalert": "matches without an alert", "dns.query": "the name that is asked for",
        "http.uri": "path and query, normalised",
        "http.host": "the host's name, in lower case", "tls.sni": "the name that the client asks for",
        "file.data": "what is in a file",
    ]
}
