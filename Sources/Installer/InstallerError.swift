// SPDX-License-Identifier: Apache-2.0

/// Why there can be no installer.
package enum InstallerError: Error, Sendable, Hashable {
    /// The file is no Debian package of the agent.
    case notThePackage(String)
    /// A host has characters that a name or an address has not.
    case unusableHost(String)
    /// The program was built without its script.
    case noScript

    /// One line for a person.
    package var message: String {
        switch self {
        case .notThePackage(let name):
            "\(name) is no package of the agent: give a file vedette-agent_VERSION_ARCHITECTURE.deb as 'make deb' writes it"
        case .unusableHost(let host): "'\(host)' is neither a name nor an address of a station"
        case .noScript: "the script of the installer is missing in this program"
        }
    }
}
