// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A folder for files that other programs get, into which nobody else can look; it goes with all that is in it.
///
/// Keep it alive until the other program has ended.
package final class PrivateFolder: Sendable {
    package let path: String

    /// Makes a folder in the system's one for temporary files.
    ///
    /// - Throws: `PrivateFolderFailure`.
    package init() throws(PrivateFolderFailure) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString)").path
        path = folder
        try PrivateFolderFailure.guarding(folder) {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file into it; the file's path.
    ///
    /// - Throws: `PrivateFolderFailure`.
    @discardableResult
    package func write(_ bytes: [UInt8], as name: String) throws(PrivateFolderFailure) -> String {
        let file = "\(path)/\(name)"
        try PrivateFolderFailure.guarding(file) { try Data(bytes).write(to: URL(filePath: file)) }
        return file
    }
}

/// Why a private folder, or a file in it, could not be made.
package struct PrivateFolderFailure: Error, Sendable, Hashable {
    /// The path, and the reason in the system's words.
    package let reason: String

    fileprivate static func guarding(_ path: String, _ body: () throws -> Void) throws(PrivateFolderFailure) {
        do { try body() } catch { throw PrivateFolderFailure(reason: "\(path): \(error.localizedDescription)") }
    }
}
