// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Packets
package import Query
package import UserCommands

/// Runs the user's own commands: no shell, no input, little of the environment, within limits of time and size.
///
/// Calls block; any thread may make them.
package enum UserCommandRunner {
    /// Where programs are looked for beside the user's own PATH.
    private static let folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]

    /// Runs it to its end, or until `cancellation`, whose deadline should be the command's own; whatever goes wrong is in the answer.
    package static func run(_ command: FilledCommand, until cancellation: Cancellation) -> CommandOutput {
        guard let packet = command.packet else {
            return run(command, command.texts(packetPath: ""), until: cancellation)
        }
        // The packet may hold what nobody else shall see.
        let folder = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "packet.pcap")
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(CaptureFile.header(packet.linkType) + CaptureFile.record(packet)).write(to: file)
        } catch {
            return notStarted(command, "\(folder.path): \(error.localizedDescription)")
        }
        return run(command, command.texts(packetPath: file.path), until: cancellation)
    }

    private static func run(
        _ command: FilledCommand, _ words: [String], until cancellation: Cancellation
    ) -> CommandOutput {
        guard let name = words.first, let program = path(of: name) else {
            return notStarted(
                command,
                "there is no program \(words.first ?? ""). Install it, or give its whole path in the configuration")
        }
        var process = BoundedProcess(path: program, arguments: Array(words.dropFirst()), folder: "/", answer: .both)
        process.answerMost = CommandOutput.bytesMost
        do {
            switch try process.run(until: cancellation) {
            case .ended(let status, let answer):
                return CommandOutput(
                    title: command.title, line: command.line, ending: .ended(status: status), bytes: answer)
            case .killed(let answer):
                let isLong = answer.count > CommandOutput.bytesMost
                return CommandOutput(
                    title: command.title, line: command.line,
                    ending: isLong ? .tooMuch : .late(seconds: command.seconds),
                    bytes: Array(answer.prefix(CommandOutput.bytesMost)))
            }
        } catch {
            return notStarted(command, "\(program): \(error.localizedDescription)")
        }
    }

    private static func notStarted(_ command: FilledCommand, _ reason: String) -> CommandOutput {
        CommandOutput(title: command.title, line: command.line, ending: .notStarted(reason: reason))
    }

    /// The program of a name; one with a slash is a path already.
    static func path(of name: String) -> String? {
        if name.contains("/") { return unsafe access(name, X_OK) == 0 ? name : nil }
        let own = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (own.filter { $0.hasPrefix("/") } + folders).map { "\($0)/\(name)" }
            .first { unsafe access($0, X_OK) == 0 }
    }
}
