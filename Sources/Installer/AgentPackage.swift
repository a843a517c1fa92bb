// SPDX-License-Identifier: Apache-2.0

/// A Debian package of the agent.
package struct AgentPackage: Sendable, Hashable {
    /// The name of its file: `vedette-agent_VERSION_ARCHITECTURE.deb`.
    package let name: String
    /// Debian's word for what it runs on, such as `amd64`.
    package let architecture: String
    package let bytes: [UInt8]

    /// The most bytes of one.
    package static let sizeLimit = 256 << 20

    /// - Parameter name: of its file, without folders.
    /// - Throws: `InstallerError` for what is none by its name or its first bytes; what is in it is not looked at.
    package init(name: String, bytes: [UInt8]) throws(InstallerError) {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        let isSafe = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: Array("._-+~".utf8).contains(byte)
            }
        }
        guard isSafe, parts.count == 3, parts[0] == "vedette-agent", let last = parts.last, last.hasSuffix(".deb"),
            last.utf8.count > 4
        else { throw .notThePackage(name) }
        // Debian's packages are archives of ar (deb(5)).
        guard bytes.starts(with: Array("!<arch>\n".utf8)), bytes.count <= Self.sizeLimit else {
            throw .notThePackage(name)
        }
        self.name = name
        architecture = String(last.dropLast(4))
        self.bytes = bytes
    }
}
