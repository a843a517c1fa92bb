// SPDX-License-Identifier: Apache-2.0

/// Why something about a device may not be.
package enum DeviceRefusal: Error, Sendable, Hashable {
    /// No such device is enrolled.
    case unknown(String)
    /// It was revoked.
    case revoked(String)
    /// It has keys already.
    case enrolled(String)
    /// It belongs to another gateway.
    case otherGateway(String, String)
    /// Its TPM is that of another device.
    case sameTPM(String, String)
    /// Somebody else gave the class another policy meanwhile.
    case otherPolicy(String, Int)
    /// This very reading was inscribed already.
    case inscribed(String)
    /// It is not trusted now, or has other keys by now, so that it is given no pseudonym.
    case notTrusted(String)
    /// A key for a pseudonym has another name already.
    case usedKey(String)
    /// There is no such pseudonym.
    case noPseudonym(String)
    /// There is such a pseudonym, and it is not known whose it is.
    case unknownOwner(String)
    /// It is not said why it is done.
    case noReason
    /// A text has too many bytes.
    case tooLong(Int)

    /// One line for a person.
    package var message: String {
        switch self {
        case .unknown(let device): "no device \(device) is enrolled; 'vedette attest status' tells which there are"
        case .revoked(let device): "\(device) is revoked; 'vedette attest enroll' takes it in again"
        case .enrolled(let device): "\(device) is enrolled already; --again takes other keys in the place of its own"
        case .otherGateway(let device, let gateway): "\(device) is a device of \(gateway); --again gives it to another"
        case .sameTPM(let device, let other):
            "the TPM of \(device) is that of \(other); revoke \(other) if it was renamed"
        case .otherPolicy(let name, let version):
            "class \(name) has version \(version) of its policy by now; look at it and try again"
        case .inscribed(let device): "this reading of \(device) was inscribed already"
        case .notTrusted(let device): "\(device) is not trusted now, and is given no pseudonym"
        case .usedKey(let device): "the key that \(device) has made for a pseudonym has a name already"
        case .noPseudonym(let name): "there is no pseudonym \(name); 'vedette attest pseudonyms' tells which there are"
        case .unknownOwner(let name): "identifier.db does not say whose \(name) is; put back that of a backup"
        case .noReason: "a reason is wanted, for the record"
        case .tooLong(let bytes): "a text has \(bytes) bytes; give at most 400"
        }
    }
}

/// Why the store of devices did not do what it was asked.
package enum AttestationFailure: Error, Sendable, Hashable {
    /// It may not be; nothing was changed.
    case refused(DeviceRefusal)
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

extension AttestationFailure {
    /// What became of a shared file.
    init(_ error: StoreError, of file: SharedFile) {
        let (reason, help) = error.told(restore: file.restore)
        self = .storage(path: file.path, reason: reason, help: help)
    }
}
