// SPDX-License-Identifier: Apache-2.0

/// What one payload says: a line of EVE, and where it comes from. All of it is what the gateway claims.
package struct ShippedEvent: Sendable, Hashable {
    /// In which form the line was sent.
    package enum Form: UInt8, Sendable, CaseIterable {
        /// As the object `eve`, by Vedette's agent.
        case agent
        /// As the text `event.original`, by a shipper that takes lines apart.
        case original
        /// As the text `message`, by a shipper of lines.
        case message
        /// As the object `suricata.eve`, written anew by Filebeat's Suricata module: the same event in other bytes.
        case decoded
        /// The payload is the event.
        case bare
    }

    /// In which form the line was sent.
    package var form: Form
    /// Where the line is in the lines that the reader appended it to, without its line feed.
    package var line: Range<Int>
    /// Where the line begins in its file, if that was said.
    package var position: ShippedPosition?
    /// The path of the file; for people, not for identity.
    package var path: String?
    /// What the sensor's host calls itself; shown, never trusted.
    package var host: String?
}

/// Where a line begins, as far as its shipper says so.
package struct ShippedPosition: Sendable, Hashable {
    /// How a file is known, the surest first.
    package enum Identity: UInt8, Sendable, CaseIterable {
        /// By a hash of its first bytes.
        case fingerprint
        /// By device and inode. A file that is truncated, or a new one that gets the number of one removed, has the same.
        case inode
        /// By its path. The files of a rotation have the same, one after the other: a line at a known offset may still be a
        /// new one.
        case path
    }

    /// How the file is known.
    package var identity: Identity
    /// By what the file is known: a fingerprint, device and inode with a colon between, or a path.
    package var file: String
    /// Offset in the file of the line's first byte.
    package var offset: UInt64

    package init(identity: Identity, file: String, offset: UInt64) {
        self.identity = identity
        self.file = file
        self.offset = offset
    }
}
