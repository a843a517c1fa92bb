// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A value that marks an event as worth a look, with where it came from and until when it holds.
package struct Indicator: Hashable, Sendable {
    /// How long a note, a source and a tag may be, in bytes; a longer one is cut.
    package static let noteLimit = 2000
    package static let sourceLimit = 200
    package static let tagLimit = 200
    /// How many tags are kept.
    package static let tagCountLimit = 32

    package let value: IndicatorValue
    /// The list, feed or gateway that it came from.
    package let source: String
    /// The first instant at which it holds no longer; `nil` if it holds for ever.
    package let expiry: Instant?
    /// What a person may want to know about it; foreign text.
    package let note: String
    /// Marks that its source gave it; none is empty or holds a comma.
    package let tags: [String]

    /// An indicator; texts that are too long are cut, and tags are split at commas.
    package init(
        _ value: IndicatorValue, source: String, expiry: Instant? = nil, note: String = "", tags: [String] = []
    ) {
        self.value = value
        self.source = source.cut(toBytes: Self.sourceLimit)
        self.expiry = expiry
        self.note = note.cut(toBytes: Self.noteLimit)
        self.tags = Array(
            tags.lazy.flatMap { $0.split(separator: ",") }.map { $0.trimmed }.filter { !$0.isEmpty }
                .map { String($0).cut(toBytes: Self.tagLimit) }.prefix(Self.tagCountLimit))
    }

    /// Whether it holds no longer at `time`.
    package func isExpired(at time: Instant) -> Bool {
        expiry.map { $0 <= time } ?? false
    }
}

extension String {
    /// As much of the text as fits in `limit` bytes, cut between scalars.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}

extension Substring {
    /// The text without spaces and tabs about it.
    var trimmed: Substring {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
