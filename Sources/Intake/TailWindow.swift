// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// The last bytes before an offset, as many as a bookmark hashes.
struct TailWindow: Equatable {
    private(set) var bytes: [UInt8] = []

    /// The hash as `Bookmark.tailHash` holds it.
    var hash: UInt64 {
        Fingerprint.hash(bytes)
    }

    mutating func append(_ new: some RandomAccessCollection<UInt8>) {
        guard new.count < Bookmark.tailLimit else {
            bytes = Array(new.suffix(Bookmark.tailLimit))
            return
        }
        let surplus = bytes.count + new.count - Bookmark.tailLimit
        if surplus > 0 {
            bytes.removeFirst(surplus)
        }
        bytes.append(contentsOf: new)
    }
}
