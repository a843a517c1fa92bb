// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE
package import Enrolment

/// A gateway's side of enrolment: it makes a key, has its station sign for it, and keeps both.
///
/// Calls block, and must not be made on a thread of the network. The key stays in the state directory, or in the TPM; the station sees its
/// public half.
package struct EnrolmentClient: Sendable {
    /// What came of it.
    package struct Enrolled: Sendable {
        /// The gateway's name at the station.
        package let gateway: String
        /// As they lie in the state directory now.
        package let credentials: GatewayCredentials
    }

    /// Where the key and the certificate are kept. It is made where it is missing, but not the folders above it.
    package let directory: String
    /// Where the TPM is, of a key that lies in one.
    package let tpm: TCTI
    /// How long a station may take.
    package let seconds: Int64

    package init(directory: String, tpm: TCTI = .usual, seconds: Int64 = 30) {
        self.directory = directory
        self.tpm = tpm
        self.seconds = seconds
    }

    /// Enrols with a token. What the directory held is replaced once there is a new certificate.
    ///
    /// - Parameters:
    ///   - station: where the station takes enrolments.
    ///   - inTPM: whether the key is made in the TPM. Where that cannot be, nothing is asked of the station.
    /// - Throws: `EnrolmentFailure`. A token whose answer was lost is used up all the same.
    package func enrol(
        with token: EnrolmentToken, at station: StationAddress, inTPM: Bool = false
    ) throws(EnrolmentFailure) -> Enrolled {
        guard let pin = Fingerprint(bytes: token.station) else { throw .badAnswer("the token names no station") }
        let place = inTPM ? KeyPlace.tpm(tpm) : .file
        return try fetch(token, at: station, trust: .pinned(pin), identity: nil, name: "gateway", keyIn: place) {
            (authority: Certificate, shown: Certificate) throws(EnrolmentFailure) in
            guard shown.isSigned(by: authority) else {
                throw .badAnswer("the authority is not the one of the station")
            }
        }
    }

    /// Fetches another certificate, for a new key, with the one that the directory holds. That one stays good. The new key lies where the
    /// present one does: one in a TPM is never followed by one in a file.
    ///
    /// - Throws: `EnrolmentFailure`; the directory is as before then.
    package func renew() throws(EnrolmentFailure) -> Enrolled {
        let present = try GatewayCredentials.load(from: directory, tpm: tpm)
        return try fetch(
            nil, at: present.enrolment, trust: .authorities([present.authority], name: nil),
            identity: present.identity, name: present.certificate.commonName ?? "gateway",
            keyIn: present.identity.key.place
        ) { (authority: Certificate, _: Certificate) throws(EnrolmentFailure) in
            // A station that gets another authority is another station: that takes a token.
            guard authority == present.authority else { throw .badAnswer("it is of another authority") }
        }
    }

    /// Renews if it is time for that at `now`; `nil` where it is not.
    ///
    /// - Throws: `EnrolmentFailure`; the directory is as before then.
    package func renewIfDue(at now: Instant) throws(EnrolmentFailure) -> Enrolled? {
        guard try GatewayCredentials.load(from: directory, tpm: tpm).renewal <= now else { return nil }
        return try renew()
    }

    private func fetch(
        _ token: EnrolmentToken?, at station: StationAddress, trust: TLSTrust, identity: TLSIdentity?, name: String,
        keyIn place: KeyPlace, _ check: (Certificate, Certificate) throws(EnrolmentFailure) -> Void
    ) throws(EnrolmentFailure) -> Enrolled {
        let key = try EnrolmentFailure.ofCrypto { () throws(CryptoError) in try PrivateKey(newIn: place) }
        let request = try EnrolmentFailure.ofCrypto { () throws(CryptoError) in
            try CertificateRequest(commonName: name, key: key).pem()
        }
        var file = try GatewayCredentials.begin(key, in: directory)
        let exchange = EnrolmentExchange(station: station, trust: trust, identity: identity, seconds: seconds)
        let outcome = try exchange.outcome(
            of: EnrolmentRequest(token: token, request: String(decoding: request, as: UTF8.self)))
        guard case .issued(let issued) = outcome.answer else {
            guard case .refused(let reason) = outcome.answer else { throw .badAnswer("it is empty") }
            throw .refused(reason)
        }
        let certificates: (own: Certificate, authority: Certificate)
        do throws(CryptoError) {
            certificates = (
                try Certificate(pem: Array(issued.certificate.utf8)),
                try Certificate(pem: Array(issued.authority.utf8))
            )
        } catch {
            throw .badAnswer("\(error)")
        }
        try check(certificates.authority, outcome.station)
        guard let collector = StationAddress(host: station.host, port: issued.port) else {
            throw .badAnswer("it does not say where events go to")
        }
        let credentials = try GatewayCredentials(
            key: key, certificate: certificates.own, authority: certificates.authority, enrolment: station,
            collector: collector)
        try credentials.finish(&file, in: directory)
        return Enrolled(gateway: issued.gateway, credentials: credentials)
    }
}
