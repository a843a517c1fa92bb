// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// All sources of one tailer that are known by content, open or not, and how far each has been read.
///
/// Pure: it is given first bytes and answers which sources may have begun with them.
struct SourceCatalogue {
    private var bookmarks: [SourceKey: Bookmark] = [:]
    private var nextNumber = 0

    /// How many sources are kept that no present file belongs to; they may come back, compressed or restored.
    private static let absentLimit = 256

    init(known: [Bookmark]) {
        // Older sources first, so that they are forgotten first.
        for bookmark in known.sorted(by: { ($0.sourceID ?? .max) < ($1.sourceID ?? .max) }) {
            _ = add(bookmark)
        }
    }

    mutating func add(_ bookmark: Bookmark) -> SourceKey {
        let key = SourceKey(number: nextNumber)
        nextNumber += 1
        bookmarks[key] = bookmark
        return key
    }

    subscript(key: SourceKey) -> Bookmark? {
        get { bookmarks[key] }
        set { bookmarks[key] = newValue }
    }

    /// The sources that a file with these first bytes may be, the most telling first: the longest head, then the farthest.
    ///
    /// A source of which nothing was read is among them only if the store knows it: a crash may have left events of it there.
    func candidates(firstBytes: [UInt8]) -> [SourceKey] {
        var hashes: [Int: UInt64] = [:]
        let matching = bookmarks.filter { _, bookmark in
            let head = bookmark.head
            guard bookmark.offset > 0 || bookmark.sourceID != nil, head.length > 0, head.length <= firstBytes.count
            else {
                return false
            }
            let hash = hashes[head.length] ?? Fingerprint.hash(firstBytes[..<head.length])
            hashes[head.length] = hash
            return hash == head.hash
        }
        return matching.sorted { left, right in
            (left.value.head.length, left.value.offset, left.key.number)
                > (right.value.head.length, right.value.offset, right.key.number)
        }.map(\.key)
    }

    /// Forgets the oldest sources that are not in `present`, beyond a number.
    mutating func prune(keeping present: Set<SourceKey>) {
        let absent = bookmarks.keys.filter { !present.contains($0) }.sorted { $0.number < $1.number }
        for key in absent.dropLast(Self.absentLimit) {
            bookmarks[key] = nil
        }
    }
}
