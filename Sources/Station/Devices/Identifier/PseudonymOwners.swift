// SPDX-License-Identifier: Apache-2.0

internal import Devices
package import EVE
package import Store

/// What the identifier knows of whose pseudonyms are: told to who may ask, and used to take them back.
package struct PseudonymOwners: Sendable {
    private let record: IdentifierStore
    private let store: AttestationStore
    /// After its end one is believed a little longer, as clocks differ.
    static let slackSeconds: Int64 = 300

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
        guard let owner = try record.owner(of: name) else { throw .refused(.noPseudonym(name)) }
        let entry = try store.note(
            RecordEntry(time: now, device: name, kind: .disclose, person: person, words: reason))
        return (owner.device, entry)
    }

    /// Takes back the pseudonyms of devices that are untrusted, revoked, or have other keys by now; the answer is how many these are. Nothing
    /// is lost where it is not called or does not end: the next call does the same.
    ///
    /// - Throws: `AttestationFailure.storage`.
    @discardableResult package func withdraw(at now: Instant) throws(AttestationFailure) -> Int {
        let ties = try record.ties(endingAfter: now.advanced(byMicroseconds: -Self.slackSeconds * 1_000_000))
        let lost = try store.isLost(ties.map { ($0.device, $0.enrolment) })
        return try store.revoke(pseudonyms: zip(ties, lost).filter(\.1).map(\.0.name), at: now)
    }
}
