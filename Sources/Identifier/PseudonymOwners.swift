// SPDX-License-Identifier: Apache-2.0

internal import Devices
package import EVE
package import Store

/// What the identifier knows of whose pseudonyms are: told to who may ask, and used to take them back.
package struct PseudonymOwners: Sendable {
    private let record: IdentifierStore
    private let store: AttestationStore
    /// After its end one is believed a little longer, as clocks differ.
    package static let slackSeconds: Int64 = 300
    /// Days after their end in which pseudonyms are still taken back: readings under them may come out of a spool so late.
    static let reachDays: Int64 = 30
    /// No pseudonym is good for more days, with its hours made whole.
    private static let longestDays: Int64 = 31

    package init(directory: String) {
        self.init(record: IdentifierStore(directory: directory), store: AttestationStore(directory: directory))
    }

    init(record: IdentifierStore, store: AttestationStore) {
        self.record = record
        self.store = store
    }

    /// Tells whose a pseudonym is. Who asked and why stands in the record, under the pseudonym, before the answer is given.
    ///
    /// - Throws: `AttestationFailure`; nothing is told then.
    package func disclose(
        _ name: String, reason: String, to person: String, at now: Instant
    ) throws(AttestationFailure) -> (device: String, entry: Int) {
        guard !reason.allSatisfy(\.isWhitespace) else { throw .refused(.noReason) }
        try AttestationStore.check(reason, person)
        guard let owner = try record.owner(of: name) else {
            throw .refused(try store.pseudonym(name) == nil ? .noPseudonym(name) : .unknownOwner(name))
        }
        let entry = try store.note(
            RecordEntry(time: now, device: name, kind: .disclose, person: person, words: reason))
        return (owner.device, entry)
    }

    /// Takes back the pseudonyms of devices that were found to be untrusted, or revoked, since these were issued, or have other keys by now. Nothing is
    /// lost where it is not called or does not end: the next call does the same.
    ///
    /// Those that ended more than `reachDays` ago stay as they are.
    /// - Throws: `AttestationFailure.storage`.
    package func withdraw(at now: Instant) throws(AttestationFailure) {
        var mark = TrustLoss.Mark()
        _ = try withdraw(after: &mark, at: now)
    }

    /// The same by what was written since the last time; the answer is their names, also of those that were taken back before or that nobody was told of. Where
    /// it throws, the mark stays.
    func withdraw(after mark: inout TrustLoss.Mark, at now: Instant) throws(AttestationFailure) -> [String] {
        func ago(days: Int64) -> Instant { now.advanced(byMicroseconds: -days * 86_400_000_000) }
        // None that counts was issued earlier than it is good for before that.
        let (losses, end) = try store.losses(after: mark, since: ago(days: Self.reachDays + Self.longestDays))
        let names = try record.names(lostBy: losses, endingAfter: ago(days: Self.reachDays))
        try store.revoke(pseudonyms: names, at: now)
        mark = end
        return names
    }
}
