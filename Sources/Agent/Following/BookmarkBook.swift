// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// All sources that the agent knows, and how far each has been sent for good.
///
/// Its text is read again only if it is whole: what stands in the last line is the hash of everything before.
package struct BookmarkBook: Sendable, Hashable {
    /// By number; numbers grow with the time at which a source was first sent from.
    package private(set) var records: [Int64: SourceRecord] = [:]
    /// Events that were lost because the spool was full, since the folder was made.
    package var lostEvents: UInt64 = 0
    private var next: Int64 = 1

    /// The most sources of a log that are kept; its oldest are forgotten, and sent again if they are still there.
    package static let limit = 512
    /// The most bytes of its text.
    package static let textLimit = 64 << 20
    private static let title = "vedette-agent bookmarks 1"

    package init() {}

    /// Notes a source that nothing was sent of, and gives its number.
    mutating func add(_ record: SourceRecord) -> Int64 {
        let number = next
        next += 1
        var record = record
        record.bookmark.sourceID = number
        records[number] = record
        // Of the same log: another one may have a single source, which it is read from now.
        let same = records.filter { $0.value.log == record.log }.keys
        if same.count > Self.limit, let oldest = same.min() { records[oldest] = nil }
        return number
    }

    /// Notes how far a source has been sent.
    mutating func advance(_ mark: SourceMark) {
        guard records[mark.record] != nil else { return }
        records[mark.record]?.bookmark = mark.bookmark
        records[mark.record]?.bookmark.sourceID = mark.record
    }

    /// The bookmarks of a log's sources.
    func bookmarks(of log: String) -> [Bookmark] {
        records.filter { $0.value.log == log }.sorted { $0.key < $1.key }.map(\.value.bookmark)
    }

    // MARK: As text

    /// The book as text.
    package var text: [UInt8] {
        var lines = [Self.title, "lost \(lostEvents)"]
        for (number, record) in records.sorted(by: { $0.key < $1.key }) {
            let bookmark = record.bookmark
            lines.append(
                "source \(number) \(record.fingerprint) \(bookmark.head.length) \(hex(bookmark.head.hash)) "
                    + "\(bookmark.offset) \(bookmark.lines) \(hex(bookmark.tailHash)) \(record.log)")
        }
        let body = Array((lines.joined(separator: "\n") + "\n").utf8)
        return body + Array("end \(hex(Fingerprint.hash(body)))\n".utf8)
    }

    /// The book of a text; `nil` if it is damaged.
    package init?(text: [UInt8]) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[lines.count - 1].isEmpty else { return nil }
        let end = lines[lines.count - 2]
        let body = text[..<end.startIndex]
        let texts = lines.dropLast(2).map { String(decoding: $0, as: UTF8.self) }
        guard String(decoding: end, as: UTF8.self) == "end \(hex(Fingerprint.hash(body)))", texts[0] == Self.title,
            texts[1].hasPrefix("lost "), let lost = UInt64(texts[1].dropFirst(5))
        else { return nil }
        lostEvents = lost
        for line in texts.dropFirst(2) {
            guard let (number, record) = Self.record(line) else { return nil }
            records[number] = record
            next = max(next, number + 1)
        }
    }

    private static func record(_ line: String) -> (Int64, SourceRecord)? {
        let parts = line.split(separator: " ", maxSplits: 8, omittingEmptySubsequences: false)
        guard parts.count == 9, parts[0] == "source", let number = Int64(parts[1]), (1..<Int64.max).contains(number),
            let length = Int(parts[3]), let head = UInt64(parts[4], radix: 16), let offset = UInt64(parts[5]),
            let lineCount = UInt64(parts[6]), let tail = UInt64(parts[7], radix: 16)
        else { return nil }
        let log = String(parts[8])
        let bookmark = Bookmark(
            sourceID: number, gateway: FollowedLog.gateway, path: log,
            head: Bookmark.Head(length: length, hash: head), offset: offset, lines: lineCount, tailHash: tail)
        return (number, SourceRecord(log: log, fingerprint: String(parts[2]), bookmark: bookmark))
    }
}

private func hex(_ number: UInt64) -> String { String(number, radix: 16) }
