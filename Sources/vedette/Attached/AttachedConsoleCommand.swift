// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import ArgumentParser
internal import ConsoleProtocol
internal import Foundation
internal import Glibc
internal import Processes
internal import Sockets
internal import Station

/// What `vedette serve` starts for each console that attaches. Not for people: whoever calls it has the rights of their own user, whatever
/// they say.
struct AttachedConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attached-console", abstract: "Serves one console that is attached; 'vedette serve' starts it.",
        shouldDisplay: false)

    @OptionGroup var station: StationOptions

    @Option(help: "Who is at the other end, as the kernel says.")
    var person: String

    @Option(help: "As what.")
    var role: String

    @Option(help: "The process that started this one.")
    var parent: Int32

    /// Where the connection is.
    private static let descriptor: Int32 = 3
    /// Seconds from the wish to end to the end, whatever keeps it.
    private static let endPatience: UInt32 = 8

    /// Lets the kernel end this process before any other where memory is short: a console asks again, and the station must not be ended
    /// for it. Source: proc(5), oom_score_adj.
    private static func offerItself() {
        try? Data("1000".utf8).write(to: URL(fileURLWithPath: "/proc/self/oom_score_adj"))
    }

    func run() throws {
        guard let role = Role(rawValue: role) else {
            throw UserMessage(.wrongUse, "--role: there is no role '\(role)'.")
        }
        // As every thread must block them, before there is another one.
        TerminationSignal.block()
        guard AttendedProcess.endWithParent(parent) else { return }
        Self.offerItself()
        let connection = UnixConnection(owning: Self.descriptor)
        guard (try? connection.peer()) != nil else {
            throw UserMessage(.wrongUse, "there is no connection.", help: "'vedette serve' starts this by itself.")
        }
        var configuration: StationConfiguration
        do {
            configuration = try station.loadConfiguration()
        } catch {
            let line = (error as? UserMessage)?.line ?? "\(error)"
            if let bytes = try? FrameCoder.encode(StationFrame.refused("the station's configuration: \(line)")) {
                connection.sendAtOnce(bytes)
            }
            throw error
        }
        // Suricata is run on texts of those only who may bring rules to it.
        if !role.may(.changeRules) { configuration.rules.suricata = .never }
        Thread {
            TerminationSignal.wait(meanwhile: {})
            connection.shutDown()
            alarm(Self.endPatience)
        }.start()
        let session = AttachedSession(
            connection: connection, person: person, role: role, configuration: configuration)
        session.run()
    }
}
