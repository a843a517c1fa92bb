// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Keeps a second agent from a folder, as long as the process lives.
package struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: where another agent has it.
    package init(_ path: String) throws(AgentProblem) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw AgentFile.failed("open", path) }
        guard linux_lock_exclusive(descriptor) >= 0 else {
            close(descriptor)
            throw AgentProblem(.environment, "\(path) is locked: an agent runs with this folder already")
        }
        self.descriptor = descriptor
    }

    /// Whether an agent runs with the folder; not so where that cannot be told.
    package static func isHeld(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return linux_lock_exclusive(descriptor) < 0
    }

    /// Gives it back now.
    package consuming func release() {}

    deinit { close(descriptor) }
}
