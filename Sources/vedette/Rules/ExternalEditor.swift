// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Programs
internal import Rules
internal import Station

/// Runs the user's editor on a text.
enum ExternalEditor {
    /// The text as the editor left it. The editor is `$VISUAL`, `$EDITOR` or `vi`, and may have arguments.
    ///
    /// - Throws: `UserMessage` where it could not be run, or ended with a failure.
    static func edit(_ text: [UInt8], name: String) throws(UserMessage) -> [UInt8] {
        let folder: PrivateFolder
        let file: String
        do throws(PrivateFolderFailure) {
            folder = try PrivateFolder()
            file = try folder.write(text, as: name)
        } catch {
            throw UserMessage(.environment, "\(error.reason).", help: "Check the disk.")
        }
        defer { withExtendedLifetime(folder) {} }
        let environment = ProcessInfo.processInfo.environment
        let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
        // In a process group of its own the terminal would stop it.
        let path = file.replacing("'", with: "'\\''")
        let status = unsafe system("exec \(editor) '\(path)'")
        guard status == 0, let edited = try? Data(contentsOf: URL(filePath: file)) else {
            throw UserMessage(
                .notSo, "\(editor) did not end well (status \(status)), so nothing was saved.",
                help: "Set $EDITOR to an editor that waits until the file is closed.")
        }
        return Array(edited.prefix(RuleLimit.text + 1))
    }
}
