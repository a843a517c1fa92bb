// SPDX-License-Identifier: Apache-2.0

/// How far a source has been read and committed, and how to know the source again.
///
/// A source is a byte stream known by its content, not by its name: a file renamed or compressed by a rotation keeps its
/// bookmark, and a new file under an old name gets a new one. The offset counts decompressed bytes.
package struct Bookmark: Sendable, Hashable {
    /// A hash over the first bytes of a source.
    package struct Head: Sendable, Hashable {
        /// How many bytes were hashed: `Bookmark.headLimit`, or fewer while the source is shorter. Negative for a source whose bytes are
        /// only seen by its shipper: the hash is that of a name then.
        package var length: Int
        /// FNV-1a, 64 bits, over these bytes. It tells files apart; it is no proof against a forger.
        package var hash: UInt64

        package init(length: Int, hash: UInt64) {
            self.length = length
            self.hash = hash
        }
    }

    /// The store's number for this source; `nil` before the first commit.
    package var sourceID: Int64?
    /// The gateway that the source belongs to.
    package var gateway: String
    /// The path or name by which the source was last seen; for people, not for identity.
    package var path: String
    /// The hash of the first bytes.
    package var head: Head
    /// Offset just behind the last committed line.
    package var offset: UInt64
    /// How many lines lie before `offset`.
    package var lines: UInt64
    /// How many events lie before `offset`.
    package var events: UInt64
    /// A hash of the last `min(offset, Bookmark.tailLimit)` bytes before `offset`.
    package var tailHash: UInt64

    /// How many bytes of the head are hashed at most.
    package static let headLimit = 4096
    /// How many bytes before the offset are hashed at most.
    package static let tailLimit = 1024

    package init(
        sourceID: Int64? = nil, gateway: String, path: String, head: Head, offset: UInt64 = 0, lines: UInt64 = 0,
        events: UInt64 = 0, tailHash: UInt64 = Fingerprint.empty
    ) {
        self.sourceID = sourceID
        self.gateway = gateway
        self.path = path
        self.head = head
        self.offset = offset
        self.lines = lines
        self.events = events
        self.tailHash = tailHash
    }
}

/// The hash that bookmarks use: FNV-1a with 64 bits.
///
/// Source: IETF draft-eastlake-fnv, section 5 (offset basis and prime).
package enum Fingerprint {
    /// The hash of no bytes.
    package static let empty: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of `bytes`.
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = empty
        for byte in bytes {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }
}
