// SPDX-License-Identifier: Apache-2.0

/// Why the store of jobs did not do what it was asked.
package enum JobStoreFailure: Error, Sendable, Hashable {
    /// It may not be, for this reason in one line; nothing was changed.
    case refused(String)
    /// The file cannot be read or written.
    case storage(path: String, reason: String, help: String)

    /// One line for a person: what failed, where, and what to do.
    package var message: String {
        switch self {
        case .refused(let reason): reason
        case .storage(let path, let reason, let help): "\(path): \(reason); \(help)"
        }
    }
}
