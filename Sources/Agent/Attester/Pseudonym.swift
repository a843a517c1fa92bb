// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import Crypto
internal import EVE
internal import Prover

/// A name for a while that readings of a device are signed under, and the key that signs them.
struct Pseudonym: Sendable, Hashable {
    let key: PseudonymKey
    let certificate: Certificate
    /// The certificate's common name.
    let name: String

    /// Whether a reading may not be signed under it any more.
    func isOver(at now: Instant) -> Bool { now > certificate.notAfter }

    /// Whether it begins more than an hour after a time: one of the two clocks is wrong.
    func isAhead(of now: Instant) -> Bool { certificate.notBefore > now.advanced(byMicroseconds: 3_600_000_000) }

    /// Whether less than a quarter of its time is left.
    func isNearItsEnd(at now: Instant) -> Bool {
        let end = certificate.notAfter.microseconds
        return end - now.microseconds < (end - certificate.notBefore.microseconds) / 4
    }
}

/// The pseudonyms of a device: the one in use, and a key that waits for its certificate. They are in no file: whoever starts anew takes another name.
struct Pseudonyms: Sendable {
    private var waiting: PseudonymKey?
    private var current: Pseudonym?

    /// The one to sign under; `nil` where there is none. One that is over does not come back, whatever becomes of the clock.
    mutating func current(at now: Instant) -> Pseudonym? {
        if current?.isOver(at: now) == true { current = nil }
        return current
    }

    /// Whether there is none, or will be none soon.
    mutating func isWanted(at now: Instant) -> Bool { current(at: now)?.isNearItsEnd(at: now) ?? true }

    /// Has a key wait for its certificate, in the place of one that waits.
    mutating func wait(_ key: PseudonymKey) { waiting = key }

    /// Takes the certificate of the key that waits, which is in use from now on. The same again is taken as well, and changes nothing.
    ///
    /// - Parameter der: what the station sent.
    /// - Throws: `wrongUse` with what is wrong with it; what was in use stays.
    mutating func take(_ der: [UInt8], at now: Instant) throws(AgentProblem) {
        if let current = current(at: now), current.certificate.der == der { return }
        guard let key = waiting else {
            throw AgentProblem(.wrongUse, "no key waits for a certificate; ask for a new one")
        }
        let certificate: Certificate
        do throws(CryptoError) {
            certificate = try Certificate(der: der)
        } catch {
            throw AgentProblem(.wrongUse, "the certificate of the pseudonym cannot be read: \(error)")
        }
        guard key.isKey(of: certificate) else {
            throw AgentProblem(.wrongUse, "the certificate is for another key than the one that waits")
        }
        guard let name = certificate.commonName, PseudonymName.isOne(name) else {
            throw AgentProblem(.wrongUse, "the certificate's name is none of a pseudonym")
        }
        let pseudonym = Pseudonym(key: key, certificate: certificate, name: name)
        guard !pseudonym.isAhead(of: now) else {
            throw AgentProblem(
                .wrongUse,
                "the certificate begins at \(certificate.notBefore.rfc3339); by this gateway's clock it is \(now.rfc3339)"
            )
        }
        guard !pseudonym.isOver(at: now) else {
            throw AgentProblem(
                .wrongUse,
                "the certificate was over at \(certificate.notAfter.rfc3339); by this gateway's clock it is \(now.rfc3339)"
            )
        }
        waiting = nil
        current = pseudonym
    }
}
