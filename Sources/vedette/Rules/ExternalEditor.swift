// SPDX-License-Identifier: Apache-2.0

internal import Foundation
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
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec \(editor) \"$1\"", "sh", file.path]
        do { try process.run() } catch {
            throw UserMessage(.environment, "\(editor): \(error.localizedDescription).", help: "Set $EDITOR.")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0, let edited = try? Data(contentsOf: file) else {
            throw UserMessage(
                .notSo, "\(editor) ended with \(process.terminationStatus), so nothing was saved.",
                help: "Set $EDITOR to an editor that waits until the file is closed.")
        }
        return Array(edited.prefix(RuleLimit.text + 1))
    }
}
