// SPDX-License-Identifier: Apache-2.0

internal import Packets
internal import Programs
package import Query
package import UserCommands

/// Runs the user's own commands: no shell, no input, little of the environment, within limits of time and size.
///
/// Calls block; any thread may make them.
package enum UserCommandRunner {
    /// Runs it to its end, or until `cancellation`, whose deadline should be the command's own; whatever goes wrong is in the answer.
    package static func run(_ command: FilledCommand, until cancellation: Cancellation) -> CommandOutput {
        guard let packet = command.packet else {
            return run(command, command.texts(packetPath: ""), until: cancellation)
        }
        // The packet may hold what nobody else shall see.
        let folder: PrivateFolder
        let file: String
        do throws(PrivateFolderFailure) {
            folder = try PrivateFolder()
            file = try folder.write(
                CaptureFile.header(packet.linkType) + CaptureFile.record(packet), as: "packet.pcap")
        } catch {
            return notStarted(command, error.reason)
        }
        defer { withExtendedLifetime(folder) {} }
        return run(command, command.texts(packetPath: file), until: cancellation)
    }

    private static func run(
        _ command: FilledCommand, _ words: [String], until cancellation: Cancellation
    ) -> CommandOutput {
        guard let name = words.first, let program = ProgramSearch.path(of: name) else {
            return notStarted(
                command,
                "there is no program \(words.first ?? ""). Install it, or give its whole path in the configuration")
        }
        var process = BoundedProcess(path: program, arguments: Array(words.dropFirst()), folder: "/", answer: .both)
        process.answerMost = CommandOutput.bytesMost
        do throws(StartFailure) {
            switch try process.run(until: cancellation) {
            case .ended(let ending, let answer):
                return CommandOutput(
                    title: command.title, line: command.line, ending: CommandOutput.Ending(ending), bytes: answer)
            case .killed(let answer):
                let isLong = answer.count > CommandOutput.bytesMost
                return CommandOutput(
                    title: command.title, line: command.line,
                    ending: isLong ? .tooMuch : .late(seconds: command.seconds),
                    bytes: Array(answer.prefix(CommandOutput.bytesMost)))
            }
        } catch {
            return notStarted(command, "\(program): \(error.reason)")
        }
    }

    private static func notStarted(_ command: FilledCommand, _ reason: String) -> CommandOutput {
        CommandOutput(title: command.title, line: command.line, ending: .notStarted(reason: reason))
    }
}

extension CommandOutput.Ending {
    fileprivate init(_ ending: BoundedProcess.Ending) {
        switch ending {
        case .status(let status): self = .ended(status: status)
        case .signal(let number): self = .signal(number)
        }
    }
}
