// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE
package import Enrolment
internal import Glibc

/// What a gateway has once it is enrolled: its key, its certificate and the station's authority, in files of its state directory.
///
/// - `agent.pem`: the key (or what its TPM can use as one), the certificate and the authority's certificate, for the user alone. It is replaced at once, so all three
///   belong together at any time.
/// - `authority.pem`: the authority's certificate once more, for programs that want it by itself, such as Filebeat.
/// - `station`: where the station is, a line for enrolments and one for events.
package struct GatewayCredentials: Sendable {
    /// What the gateway shows the station.
    package let identity: TLSIdentity
    /// Who has signed it, and what the station shows.
    package let authority: Certificate
    /// Where certificates are renewed.
    package let enrolment: StationAddress
    /// Where events go to, as the station said.
    package let collector: StationAddress

    /// The gateway's certificate.
    package var certificate: Certificate { identity.chain[0] }

    /// From when on the certificate is to be renewed.
    package var renewal: Instant { EnrolmentTerms.renewal(from: certificate.notBefore, to: certificate.notAfter) }

    static let identityName = "agent.pem"
    static let authorityName = "authority.pem"
    static let stationName = "station"
    private static let sizeLimit = 128 << 10

    /// The credentials of a key, and of the certificate that a station gave it.
    ///
    /// - Throws: `badAnswer` where they do not belong together.
    init(
        key: PrivateKey, certificate: Certificate, authority: Certificate, enrolment: StationAddress,
        collector: StationAddress
    ) throws(EnrolmentFailure) {
        do throws(CryptoError) {
            identity = try TLSIdentity(certificate: certificate, key: key)
        } catch {
            throw .badAnswer("the certificate is not for this gateway's key")
        }
        guard certificate.isSigned(by: authority) else {
            throw .badAnswer("the certificate is not signed by the authority")
        }
        self.authority = authority
        self.enrolment = enrolment
        self.collector = collector
    }

    /// What lies in a state directory. A TPM that its key may lie in, at `tpm`, is not asked.
    ///
    /// - Throws: `EnrolmentFailure`; `notEnrolled` where there is nothing.
    package static func load(from directory: String, tpm: TCTI = .usual) throws(EnrolmentFailure) -> GatewayCredentials
    {
        let path = "\(directory)/\(identityName)"
        guard let pem = try contents(of: path) else { throw .notEnrolled(directory: directory) }
        let station = "\(directory)/\(stationName)"
        let lines = String(decoding: try contents(of: station) ?? [], as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, let enrolment = StationAddress(String(lines[0])),
            let collector = StationAddress(String(lines[1]))
        else { throw .file(path: station, reason: "it does not say where the station is; enrol anew with a token") }
        let pair: (key: PrivateKey, certificates: [Certificate])
        do throws(CryptoError) {
            pair = (try PrivateKey(pem: pem, tpm: tpm), try Certificate.all(pem: pem))
        } catch {
            throw .file(path: path, reason: "\(error); enrol anew with a token")
        }
        guard pair.certificates.count == 2,
            let credentials = try? GatewayCredentials(
                key: pair.key, certificate: pair.certificates[0], authority: pair.certificates[1],
                enrolment: enrolment, collector: collector)
        else {
            throw .file(path: path, reason: "key, certificate and authority do not belong together; enrol anew")
        }
        return credentials
    }

    /// The bytes of a small file; `nil` where there is none.
    private static func contents(of path: String) throws(EnrolmentFailure) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(path: path, reason: "it cannot be read: \(SystemFault.text)")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count <= sizeLimit {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file(path: path, reason: "it cannot be read: \(SystemFault.text)") }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
        throw .file(path: path, reason: "it has more than \(sizeLimit >> 10) KiB")
    }
}
