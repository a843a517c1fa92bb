// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Parts whose new sources have numbers already.
struct UnfinishedAppend {
    /// What makes a part the same one.
    struct PartKey: Equatable {
        var bookmark: Bookmark
        var begin: UInt64?

        init(_ part: StoreWriter.Part) {
            bookmark = part.bookmark
            begin = part.batch.ends.first
        }
    }

    var parts: [PartKey]
    var sources: [Int64]
}

extension StoreWriter.Part {
    /// Whether this part of a source without a number goes on where `other` of the same append ended.
    func follows(_ other: StoreWriter.Part) -> Bool {
        guard other.bookmark.sourceID == nil, bookmark.gateway == other.bookmark.gateway,
            bookmark.path == other.bookmark.path, bookmark.head == other.bookmark.head
        else { return false }
        // A file that took the other's place and begins like it starts again from the front.
        return (batch.ends.first ?? bookmark.offset) > other.bookmark.offset
    }
}
