// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Enrolment
internal import Glibc

extension GatewayCredentials {
    /// Begins `agent.pem` with its key in it: where that cannot be written, nothing need be asked of a station.
    static func begin(_ key: PrivateKey, in directory: String) throws(EnrolmentFailure) -> PendingFile {
        // Only the last folder: where those above are missing, the path is mistyped.
        guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: directory, reason: "it cannot be made: \(SystemFault.text)")
        }
        let file = try PendingFile(for: "\(directory)/\(identityName)")
        try file.write(try EnrolmentFailure.ofCrypto { () throws(CryptoError) in try key.pem() })
        return file
    }

    /// Puts all files in their places, `agent.pem`, which `begun` is, last: what is there before that is used by nobody, or is the same.
    func finish(_ begun: inout PendingFile, in directory: String) throws(EnrolmentFailure) {
        let authority = try EnrolmentFailure.ofCrypto { () throws(CryptoError) in try self.authority.pem() }
        let own = try EnrolmentFailure.ofCrypto { () throws(CryptoError) in try certificate.pem() }
        try begun.write(own + authority)
        var authorityFile = try PendingFile(for: "\(directory)/\(Self.authorityName)")
        try authorityFile.write(authority)
        var stationFile = try PendingFile(for: "\(directory)/\(Self.stationName)")
        try stationFile.write(Array("\(enrolment.description)\n\(collector.description)\n".utf8))
        try authorityFile.place()
        try stationFile.place()
        try begun.place()
    }
}

extension EnrolmentFailure {
    /// What `body` gives, or its error as one of these.
    static func ofCrypto<Value>(_ body: () throws(CryptoError) -> Value) throws(EnrolmentFailure) -> Value {
        do throws(CryptoError) { return try body() } catch { throw .crypto(error) }
    }
}
