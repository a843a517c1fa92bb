// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Rules
internal import Station

/// Runs the user's editor on a text.
enum ExternalEditor {
    /// The text as the editor left it. The editor is `$VISUAL`, `$EDITOR` or `vi`, and may have arguments.
    ///
    /// - Throws: `UserMessage` where it could not be run, or ended with a failure.
    static func edit(_ text: [UInt8], name: String) throws(UserMessage) -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString)")
        let file = folder.appending(path: name)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(text).write(to: file)
        } catch {
            throw UserMessage(.environment, "\(file.path): \(error.localizedDescription).", help: "Check the disk.")
        }
        let environment = ProcessInfo.processInfo.environment
        let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
        // Foundation would start it in a process group of its own, which a terminal stops.
        let path = file.path.replacing("'", with: "'\\''")
        let status = unsafe system("exec \(editor) '\(path)'")
        guard status == 0, let edited = try? Data(contentsOf: file) else {
            throw UserMessage(
                .notSo, "\(editor) did not end well (status \(status)), so nothing was saved.",
                help: "Set $EDITOR to an editor that waits until the file is closed.")
        }
        return Array(edited.prefix(RuleLimit.text + 1))
    }
}
