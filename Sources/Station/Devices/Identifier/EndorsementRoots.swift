// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation

/// Whose word on endorsement keys is believed: the files that the configuration names.
enum EndorsementRoots {
    /// Why a file cannot be used, in one line.
    struct Failure: Error {
        let message: String
    }

    /// The chain that certificates are checked against; `nil` where the configuration names no root.
    static func load(_ options: DeviceOptions) throws(Failure) -> CertificateChain? {
        guard !options.roots.isEmpty else { return nil }
        return CertificateChain(
            roots: try certificates(options.roots), intermediates: try certificates(options.intermediates),
            lists: try all(options.lists) { path throws(Failure) in [try bytes(path, limit: CertificateChain.listLimit)]
            })
    }

    private static func certificates(_ paths: [String]) throws(Failure) -> [Certificate] {
        try all(paths) { path throws(Failure) in
            let pem = try bytes(path, limit: 4 << 20)
            do throws(CryptoError) { return try Certificate.all(pem: pem) } catch {
                throw Failure(message: "\(path): \(error)")
            }
        }
    }

    private static func all<Value>(
        _ paths: [String], _ read: (String) throws(Failure) -> [Value]
    ) throws(Failure) -> [Value] {
        var all: [Value] = []
        for path in paths { all += try read(path) }
        return all
    }

    private static func bytes(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(message: "\(path): it cannot be read")
        }
        guard data.count <= limit else { throw Failure(message: "\(path): it has more than \(limit) bytes") }
        return [UInt8](data)
    }
}
