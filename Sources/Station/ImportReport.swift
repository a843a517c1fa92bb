// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What an import did.
package struct ImportReport: Sendable {
    /// Files read to their end, or found to be stored already.
    package var files = 0
    /// Events stored.
    package var events = 0
    /// Lines refused.
    package var rejected = 0
    /// Events that were stored already.
    package var duplicates = 0
    /// Matches of rules on the events stored.
    package var matches = 0
    /// Bytes read, decompressed.
    package var bytes: UInt64 = 0
    package var seconds = 0.0
    /// A line for each refused line, the first ones of each file, and for each further file that could not be read.
    package var problems: [String] = []
    /// The first file that could not be read, after everything else was imported.
    package var failure: UserMessage?

    package init() {}

    package var json: JSONValue {
        .object([
            ("files", .int(files)), ("events", .int(events)), ("rejected", .int(rejected)),
            ("duplicates", .int(duplicates)), ("matches", .int(matches)), ("bytes", .integer(Int64(clamping: bytes))),
            ("seconds", .double((seconds * 1000).rounded() / 1000)),
        ])
    }

    /// The same for a person.
    package var text: String {
        let rate = seconds > 0 ? Int(Double(events) / seconds) : 0
        return "\(events) events from \(files) files in \((seconds * 10).rounded() / 10) s (\(rate)/s), "
            + "\(matches) matches of rules, \(rejected) lines refused, \(duplicates) stored already"
    }
}

/// How far an import has come.
package struct ImportProgress: Sendable {
    package var path: String
    package var events: Int
    /// Bytes of the file itself read and in all; `nil` where that is not known.
    package var read: UInt64
    package var total: UInt64?

    package var line: String {
        let share = total.flatMap { $0 > 0 ? " \(min(100, read * 100 / $0))%" : nil } ?? ""
        return "\(path)\(share)  \(events) events"
    }
}

extension Rejection {
    /// The refused line in one line for a person: where, why, how it begins.
    func problem(in path: String) -> String {
        "\(path):\(line): \(reason.words), at byte \(offset): \(String(decoding: head, as: UTF8.self))"
    }
}

extension Rejection.Reason {
    /// A stable name for machine output.
    package var name: String {
        switch self {
        case .torn: "torn"
        case .notJSON: "not_json"
        case .notAnObject: "not_an_object"
        case .noEventType: "no_event_type"
        case .noTimestamp: "no_timestamp"
        case .tooLong: "too_long"
        case .notUTF8: "not_utf8"
        case .tooDeep: "too_deep"
        }
    }

    /// The reason in words.
    package var words: String {
        switch self {
        case .torn: "the line is torn off"
        case .notJSON: "not JSON"
        case .notAnObject: "not a JSON object"
        case .noEventType: "no event_type"
        case .noTimestamp: "no readable timestamp"
        case .tooLong: "the line is too long"
        case .notUTF8: "not UTF-8"
        case .tooDeep: "nested too deeply"
        }
    }
}
