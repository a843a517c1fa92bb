// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Glibc
internal import Station

/// Runs one call of the program and turns its end into an exit code: 0 done, 1 not so, 2 wrong use, 3 environment.
enum CommandLineEntry {
    static func run(_ arguments: [String]) -> Int32 {
        // A reader that leaves (`vedette events | head`) ends the call quietly through the failed write. Handled and not ignored, as
        // programs that we start would ignore it, too.
        signal(SIGPIPE) { _ in }
        do {
            var command = try Vedette.parseAsRoot(arguments)
            try command.run()
            return 0
        } catch let message as UserMessage {
            StandardError.print("vedette: \(message.line)")
            return message.outcome.rawValue
        } catch is OutputClosed {
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return report(error)
        }
    }

    /// Help, version and wrong use, as the argument parser words them.
    private static func report(_ error: any Error) -> Int32 {
        let text = Vedette.fullMessage(for: error)
        guard Vedette.exitCode(for: error) != .success else {
            print(text)
            return 0
        }
        StandardError.print(page: text)
        return UserMessage.Outcome.wrongUse.rawValue
    }
}
