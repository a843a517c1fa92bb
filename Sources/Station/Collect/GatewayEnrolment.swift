// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Crypto
internal import EVE
internal import Enrolment
internal import Store

/// Gives certificates to gateways that were invited, and new ones to those that have one.
///
/// What the registry has noted is on the disk before the answer goes out, so no certificate is good that nobody knows of.
struct GatewayEnrolment: Sendable {
    let registry: GatewayRegistry
    let keys: StationKeys
    /// Where events are listened for.
    let port: Int
    let now: @Sendable () -> Instant

    /// - Parameter shown: the certificate that the gateway has shown, good by itself.
    func reply(to request: EnrolmentRequest, _ shown: Certificate?, from address: String) -> EnrolmentListener.Reply {
        do throws(RegistryFailure) {
            if let token = request.token { return try enrol(token, request, from: address) }
            guard let shown else { throw .refused(.noProof) }
            return try renew(shown, request, from: address)
        } catch {
            switch error {
            case .refused(let refusal): return .init(.refused(refusal.message), note: refusal.message)
            case .storage:
                // What the station's disk has is no business of the gateway.
                let answer = "the station cannot read or write who may come in; ask again later"
                return .init(.refused(answer), note: error.message)
            }
        }
    }

    private func enrol(
        _ token: EnrolmentToken, _ request: EnrolmentRequest, from address: String
    ) throws(RegistryFailure) -> EnrolmentListener.Reply {
        let time = now()
        let hash = SHA256.digest(of: token.secret)
        let name = try registry.invited(hash, at: time)
        let certificate = try certificate(for: request, of: name, at: time)
        // Under the name that it has in the transaction that uses the token up.
        let known = try registry.enrol(Self.issued(certificate, at: time), secretHash: hash, from: address, at: time)
        return try issue(certificate, to: known, "enrolled")
    }

    private func renew(
        _ shown: Certificate, _ request: EnrolmentRequest, from address: String
    ) throws(RegistryFailure) -> EnrolmentListener.Reply {
        let time = now()
        let fingerprint = shown.fingerprint.bytes
        guard let name = try registry.gateway(withCertificate: fingerprint) else { throw .refused(.unknownCertificate) }
        let certificate = try certificate(for: request, of: name, at: time)
        try registry.renew(
            Self.issued(certificate, at: time), of: name, with: fingerprint, from: address, at: time)
        return try issue(certificate, to: name, "renewed its certificate")
    }

    /// A certificate of the request's key. Nothing else of the request counts.
    private func certificate(
        for request: EnrolmentRequest, of name: String, at time: Instant
    ) throws(RegistryFailure) -> Certificate {
        do throws(CryptoError) {
            return try keys.authority.certificate(
                for: CertificateRequest(pem: Array(request.request.utf8)), commonName: name, purpose: .client,
                serial: CertificateAuthority.serial(),
                lifetime: .init(days: EnrolmentTerms.certificateDays, from: time))
        } catch {
            throw .refused(.badRequest("\(error)"))
        }
    }

    private static func issued(_ certificate: Certificate, at time: Instant) -> IssuedCertificate {
        IssuedCertificate(fingerprint: certificate.fingerprint.bytes, issued: time, expires: certificate.notAfter)
    }

    private func issue(
        _ certificate: Certificate, to name: String, _ what: String
    ) throws(RegistryFailure) -> EnrolmentListener.Reply {
        do throws(CryptoError) {
            let issued = EnrolmentAnswer.Issued(
                gateway: name, certificate: String(decoding: try certificate.pem(), as: UTF8.self),
                authority: String(decoding: try keys.authority.certificate.pem(), as: UTF8.self), port: port)
            return .init(.issued(issued), note: "\(name) \(what), good until \(certificate.notAfter.rfc3339)")
        } catch {
            throw .refused(.badRequest("\(error)"))
        }
    }
}
