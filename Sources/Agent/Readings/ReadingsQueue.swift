// SPDX-License-Identifier: Apache-2.0

/// What a device has to have signed, in order; each with its place in the row of the device's readings.
struct ReadingsQueue: Sendable {
    /// A message that waits.
    struct Entry: Sendable, Hashable {
        var message: [UInt8]
        /// A value and nothing more.
        var isBare: Bool
        /// UTC, RFC 3339.
        var timestamp: String
    }

    /// The most that wait: hours of a value a second would be lost anyway where a TPM is gone.
    static let limit = 4096
    /// The most that are signed at a time, so that others get their turn.
    static let batch = 64

    let device: String
    private(set) var entries: [Entry] = []
    /// The place of the next reading in the row.
    private var sequence: UInt64 = 0
    /// Those that are being signed are the first of the entries.
    private(set) var signing = 0
    /// How many were lost and are not told of yet.
    private var lost = 0

    init(device: String) { self.device = device }

    /// Adds a value. Where there are too many, the oldest is lost: `takeLost` tells, and to the station the gap in the row.
    mutating func add(_ number: String, channel: String, boot: UInt64, milliseconds: UInt64, timestamp: String) {
        let message = ReadingMessage(
            device: device, boot: boot, sequence: sequence, milliseconds: milliseconds, channel: channel, number: number
        )
        sequence += 1
        add(Entry(message: message.bytes, isBare: false, timestamp: timestamp))
    }

    /// Adds a bare value, which has no place in the row: only `takeLost` tells of one that is lost.
    mutating func add(bare number: String, timestamp: String) {
        add(Entry(message: Array(number.utf8), isBare: true, timestamp: timestamp))
    }

    private mutating func add(_ entry: Entry) {
        if entries.count >= Self.limit {
            entries.remove(at: signing)
            lost += 1
        }
        entries.append(entry)
    }

    /// How many were lost since the last call.
    mutating func takeLost() -> Int {
        defer { lost = 0 }
        return lost
    }

    /// Takes the next to be signed; they stay until `done`.
    mutating func take() -> [Entry] {
        guard signing == 0 else { return [] }
        signing = min(entries.count, Self.batch)
        return Array(entries.prefix(signing))
    }

    /// Forgets what was signed, or lets it be signed again.
    mutating func done(isSigned: Bool) {
        if isSigned { entries.removeFirst(signing) }
        signing = 0
    }
}
