// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import EnrolmentClient

/// The agent's folder, and what lies in it.
package struct AgentFolder: Sendable, Hashable {
    package let path: String
    /// Where the TPM is, of a key that lies in one.
    package let tpm: TCTI

    package init(_ path: String, tpm: TCTI = .usual) {
        self.path = path
        self.tpm = tpm
    }

    /// The gateway's key, or what its TPM can use as one, and its certificate, in PEM.
    package var identity: String { path + "/agent.pem" }
    /// The certificate of the authority that signs stations and gateways, in PEM.
    package var authority: String { path + "/authority.pem" }
    /// How far the logs have been sent.
    package var bookmarks: String { path + "/bookmarks" }
    /// What `vedette-agent status` shows.
    package var state: String { path + "/state" }
    /// Locked by the agent that runs.
    package var lock: String { path + "/lock" }
    /// What waits for the uplink and is in no log any more.
    package var spool: String { path + "/spool" }
    /// What rules the station ordered, what became of them and what is under way.
    package var rules: String { path + "/rules" }
    /// An empty folder for `suricata -T`.
    package var trial: String { path + "/trial" }
    /// What is kept of the keys in the TPM of a device, or of the gateway itself.
    package func keys(of device: String?) -> String { path + (device.map { "/tpm-\($0).keys" } ?? "/tpm.keys") }
    /// Signed readings, a line each, which are sent as a log is.
    package var readings: String { path + "/readings.json" }
    /// How often the agent has begun to sign readings.
    package var readingBoots: String { path + "/readings.boots" }
    /// What became of cameras' clips, a line each, which are sent as a log is.
    package var jobs: String { path + "/jobs.json" }
    /// How the program stands that looks after the cameras; it writes that itself.
    package var cameraStatus: String { path + "/cameras.status" }
    /// Where enrolments are taken and orders come from; `EnrolmentClient` writes it.
    package var station: String { path + "/station" }

    /// What to trust and what to show in connections to stations. A TPM is asked only in their handshakes.
    ///
    /// - Throws: what is missing or cannot be used, and what to do.
    package func context() throws(AgentProblem) -> TLSContext {
        let own = try pem(identity)
        let trusted = try pem(authority)
        let shown = try Self.use(identity) { () throws(CryptoError) in
            let chain = try Certificate.all(pem: own)
            guard let first = chain.first else { throw .unreadable(.certificate, reason: "there is none") }
            return try TLSIdentity(
                certificate: first, intermediates: Array(chain.dropFirst()), key: PrivateKey(pem: own, tpm: tpm))
        }
        // The authority signs servers only for stations, and stations move: it says enough, without a name.
        return try Self.use(authority) { () throws(CryptoError) in
            try TLSContext(clientOf: .authorities(Certificate.all(pem: trusted), name: nil), identity: shown)
        }
    }

    /// What a station gave this gateway, and where that station is; `nil` where no station did, and the files came otherwise.
    func stationCredentials() throws(EnrolmentFailure) -> GatewayCredentials? {
        AgentFile.isThere(station) ? try GatewayCredentials.load(from: path, tpm: tpm) : nil
    }

    /// The gateway's name, as its certificate has it.
    func gateway() throws(AgentProblem) -> String {
        let own = try pem(identity)
        return try Self.use(identity) { () throws(CryptoError) in
            try Certificate.all(pem: own).first?.commonName ?? ""
        }
    }

    private func pem(_ path: String) throws(AgentProblem) -> [UInt8] {
        guard let bytes = try AgentFile.read(path, limit: 64 << 10) else {
            throw AgentProblem(
                .environment,
                "\(path) is not there; enrol this gateway first ('vedette-agent enroll --station HOST:PORT --token T')")
        }
        return bytes
    }

    private static func use<Result>(
        _ path: String, _ body: () throws(CryptoError) -> Result
    ) throws(AgentProblem) -> Result {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw AgentProblem(.environment, "\(path): \(error); enrol this gateway again")
        }
    }
}
