// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Enrolment
internal import GRDB

/// Which gateways may send, in `gateways.db` of the data directory: invitations, certificates, and a log of who did what. Several
/// processes may use one at once. Calls block.
///
/// What a call has done is on the disk when it returns. Making a registry touches no file.
package final class GatewayRegistry: Sendable {
    private let file: SharedFile

    /// The registry of the data directory `directory`.
    package init(directory: String) {
        file = .gateways(in: StoreDirectory(root: directory))
    }

    // MARK: Changes

    /// Lets a gateway enrol once, until `end`. An open invitation of it ends; certificates that it has stay good. A gateway that was
    /// revoked is let in again.
    ///
    /// - Parameter secretHash: SHA-256 of the token's secret.
    /// - Throws: `RegistryFailure`.
    package func invite(
        _ name: String, secretHash: [UInt8], until end: Instant, by person: String, at time: Instant
    ) throws(RegistryFailure) {
        guard GatewayName.isValid(name) else { throw .refused(.badName(name)) }
        try write { tables throws(StoreError) in
            try tables.invite(name, secretHash, until: end, at: time)
            try tables.log("invite", name, by: person, at: time)
            return .success(())
        }
    }

    /// The gateway that a token lets enrol. Nothing is used up.
    ///
    /// - Throws: `RegistryFailure`.
    package func invited(_ secretHash: [UInt8], at time: Instant) throws(RegistryFailure) -> String {
        let found = try read(Result<String, EnrolmentRefusal>.failure(.unknownToken)) { tables throws(StoreError) in
            try tables.invited(secretHash, at: time)
        }
        do { return try found.get() } catch { throw .refused(error) }
    }

    /// Notes a certificate of the gateway that the token lets enrol, and uses the token up; both or neither.
    ///
    /// - Throws: `RegistryFailure`.
    package func enrol(
        _ certificate: IssuedCertificate, secretHash: [UInt8], from origin: String, at time: Instant
    ) throws(RegistryFailure) -> String {
        try write { tables throws(StoreError) in
            let name: String
            switch try tables.invited(secretHash, at: time) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let found): name = found
            }
            try tables.use(secretHash, at: time)
            try tables.forgetExpired(of: name, at: time)
            try tables.add(certificate, of: name)
            try tables.log("enrol", name, by: origin, at: time)
            return .success(name)
        }
    }

    /// Notes another certificate of the gateway that shows one of its own. Those that have expired are forgotten.
    ///
    /// - Parameter fingerprint: the certificate that it shows.
    /// - Throws: `RegistryFailure`.
    package func renew(
        _ certificate: IssuedCertificate, of name: String, with fingerprint: [UInt8], from origin: String,
        at time: Instant
    ) throws(RegistryFailure) {
        try write { tables throws(StoreError) -> Result<Void, EnrolmentRefusal> in
            // Since it was asked whose it is, the gateway may have been revoked or renamed.
            guard try tables.gateway(withCertificate: fingerprint) == name else { return .failure(.unknownCertificate) }
            let limit = EnrolmentTerms.certificatesPerDay
            guard try tables.count(ofCertificatesOf: name, inTheDayBefore: time) < limit else {
                return .failure(.tooManyCertificates(name, limit))
            }
            try tables.forgetExpired(of: name, at: time)
            try tables.add(certificate, of: name)
            try tables.log("renew", name, by: origin, at: time)
            return .success(())
        }
    }

    /// Takes no certificate of the gateway any more, and ends its invitation.
    ///
    /// - Throws: `RegistryFailure`.
    package func revoke(_ name: String, by person: String, at time: Instant) throws(RegistryFailure) {
        try write { tables throws(StoreError) -> Result<Void, EnrolmentRefusal> in
            guard try tables.gateway(name) != nil else { return .failure(.unknownGateway(name)) }
            try tables.revoke(name)
            try tables.log("revoke", name, by: person, at: time)
            return .success(())
        }
    }

    /// Gives a gateway another name from now on. Events that are stored keep the old one.
    ///
    /// - Throws: `RegistryFailure`.
    package func rename(
        _ name: String, to new: String, by person: String, at time: Instant
    ) throws(RegistryFailure) {
        guard GatewayName.isValid(new) else { throw .refused(.badName(new)) }
        try write { tables throws(StoreError) -> Result<Void, EnrolmentRefusal> in
            guard try tables.gateway(name) != nil else { return .failure(.unknownGateway(name)) }
            guard try tables.gateway(new) == nil else { return .failure(.nameTaken(new)) }
            try tables.rename(name, to: new)
            try tables.log("rename to \(new)", name, by: person, at: time)
            return .success(())
        }
    }

    // MARK: Reading

    /// All gateways, by name.
    ///
    /// - Throws: `RegistryFailure`.
    package func gateways() throws(RegistryFailure) -> [EnrolledGateway] {
        try read([]) { tables throws(StoreError) in try tables.gateways() }
    }

    /// The gateway whose certificate this is, if it is one that is taken; `nil` for any other.
    ///
    /// - Throws: `RegistryFailure.storage`.
    package func gateway(withCertificate fingerprint: [UInt8]) throws(RegistryFailure) -> String? {
        try read(nil) { tables throws(StoreError) in try tables.gateway(withCertificate: fingerprint) }
    }

    /// A number that differs from the one before if anything was changed in between, by any process.
    ///
    /// - Throws: `RegistryFailure.storage`.
    package func changeToken() throws(RegistryFailure) -> Int64 {
        try read(0) { tables throws(StoreError) in try tables.newest() }
    }

    private func read<Value>(
        _ nothing: Value, _ body: (GatewayTables) throws(StoreError) -> Value
    ) throws(RegistryFailure) -> Value {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return nothing }
            return try queue.snapshot { database throws(StoreError) in try body(GatewayTables(database: database)) }
        } catch {
            throw failure(error)
        }
    }

    private func write<Value>(
        _ body: (GatewayTables) throws(StoreError) -> Result<Value, EnrolmentRefusal>
    ) throws(RegistryFailure) -> Value {
        let outcome: Result<Value, EnrolmentRefusal>
        do throws(StoreError) {
            outcome = try file.writing().attempt { database throws(StoreError) in
                try body(GatewayTables(database: database))
            }
        } catch {
            throw failure(error)
        }
        do { return try outcome.get() } catch { throw .refused(error) }
    }

    private func failure(_ error: StoreError) -> RegistryFailure {
        let (reason, help) = error.told(restore: file.restore)
        return .storage(path: file.path, reason: reason, help: help)
    }
}

/// Why the registry of gateways did not do what it was asked.
package enum RegistryFailure: Error, Sendable, Hashable {
    /// It may not be; nothing was changed.
    case refused(EnrolmentRefusal)
    /// The file cannot be read or written.
    case storage(path: String, reason: String, help: String)

    /// One line for a person: what failed, where, and what to do.
    package var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .storage(let path, let reason, let help): "\(path): \(reason); \(help)"
        }
    }
}
