// SPDX-License-Identifier: Apache-2.0

internal import Prover

/// What a device has to have signed, in order; each with its place in the row of the device's readings. Values for a pseudonym get theirs only once it is known,
/// in the row that begins with it: nothing of another name or time is in them.
struct ReadingsQueue: Sendable {
    /// A message that waits.
    struct Entry: Sendable, Hashable {
        /// What is signed; empty for a value that had no pseudonym yet.
        var message: [UInt8]
        /// A value and nothing more.
        var isBare: Bool
        /// UTC, RFC 3339.
        var timestamp: String
        /// What the message is made of under a pseudonym, and of that the key; `nil` where the device signs by its sensor key.
        var value: Value?
    }

    /// A value for a pseudonym.
    struct Value: Sendable, Hashable {
        let number: String
        let channel: String
        /// When it was measured.
        let ticks: Int64
        /// The Name of the key that the message is made for; empty before there is one.
        fileprivate(set) var key: [UInt8] = []
    }

    /// The most that wait: hours of a value a second would be lost anyway where a TPM is gone.
    static let limit = 4096
    /// The most that are signed at a time, so that others get their turn.
    static let batch = 64

    let device: String
    private(set) var entries: [Entry] = []
    /// The place of the next reading in the row.
    private var sequence: UInt64 = 0
    /// The Name of the key whose pseudonym the row is of; empty for that of the device.
    private var key: [UInt8] = []
    /// When the first value of that row was measured; ticks. When the pseudonym came stands nowhere: the moment would tie it to who it was sent to.
    private var begin: Int64 = 0
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

    /// Adds a value that is signed under a pseudonym, whatever that will be: only `takeLost` tells of one that is lost before.
    mutating func add(unnamed number: String, channel: String, ticks: Int64, timestamp: String) {
        let value = Value(number: number, channel: channel, ticks: ticks)
        add(Entry(message: [], isBare: false, timestamp: timestamp, value: value))
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

    /// The same for values under a pseudonym. One that has its place in this row keeps it, and no place is given twice.
    mutating func take(under pseudonym: Pseudonym) -> [Entry] {
        guard signing == 0 else { return [] }
        if key != pseudonym.key.name {
            key = pseudonym.key.name
            sequence = 0
            begin = entries.first?.value?.ticks ?? 0
        }
        for index in entries.indices.prefix(Self.batch) { place(index, pseudonym) }
        return take()
    }

    private mutating func place(_ index: Int, _ pseudonym: Pseudonym) {
        guard let value = entries[index].value, value.key != key else { return }
        let message = ReadingMessage(
            device: pseudonym.name, boot: 0, sequence: sequence,
            milliseconds: UInt64(max(0, value.ticks - begin) / 1000), channel: value.channel,
            number: value.number)
        sequence += 1
        entries[index].message = message.bytes
        entries[index].value?.key = key
    }

    /// Forgets what was signed, or lets it be signed again.
    mutating func done(isSigned: Bool) {
        if isSigned { entries.removeFirst(signing) }
        signing = 0
    }
}
