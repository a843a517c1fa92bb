// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import Devices
internal import Foundation

/// Whose word on endorsement keys is believed: the files that the configuration names.
package enum EndorsementRoots {
    /// Why a file cannot be used, in one line.
    package struct Failure: Error {
        package let message: String
    }

    /// The chain that certificates are checked against; `nil` where the configuration names no root.
    package static func load(_ options: DeviceOptions) throws(Failure) -> CertificateChain? {
        guard !options.roots.isEmpty else { return nil }
        return CertificateChain(
            roots: try certificates(options.roots, most: .max),
            intermediates: try certificates(options.intermediates, most: CertificateChain.intermediateLimit),
            lists: try lists(options.lists))
    }

    /// The certificates of files; none of them is left out.
    private static func certificates(_ paths: [String], most: Int) throws(Failure) -> [Certificate] {
        var all: [Certificate] = []
        for path in paths {
            let pem = try bytes(path, limit: 4 << 20)
            do throws(CryptoError) { all += try Certificate.all(pem: pem) } catch {
                throw Failure(message: "\(path): \(error)")
            }
            guard all.count <= most else {
                throw Failure(message: "\(path): with it there are more than \(most) certificates; name fewer files")
            }
        }
        return all
    }

    private static func lists(_ paths: [String]) throws(Failure) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for path in paths { all.append(try bytes(path, limit: CertificateChain.listLimit)) }
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
