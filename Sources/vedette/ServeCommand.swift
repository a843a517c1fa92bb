// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import Glibc
internal import Jobs
internal import Station
internal import Store

/// `vedette serve`: the station without a screen.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Follows the gateways into the store, without a screen.",
        discussion: """
            Consoles attach to it, each with the rights that the configuration gives its user's groups. It ends on SIGTERM and \
            SIGINT, after the commit under way.
            """)

    @OptionGroup var station: StationOptions

    func run() throws {
        let configuration = try station.loadConfiguration()
        guard configuration.hasSources || !configuration.anonymizer.watch.isEmpty else {
            throw UserMessage(
                .wrongUse, "no gateway is configured, so there is nothing to follow.",
                help: "docs/configuration.md shows how; 'vedette doctor' says where the file is looked for.")
        }
        let trouble = AssetFile(configuration).trouble
        if !trouble.isEmpty { StandardError.print("vedette: \(trouble)") }
        TerminationSignal.block()
        let follower = Follower(configuration: configuration)
        do throws(StoreError) { try follower.start() } catch { throw UserMessage(error) }
        StandardError.print("vedette: following into \(configuration.dataDirectory)")
        let consoles = ConsoleListener(configuration, arguments: station.words(configuration), owner: getuid()) {
            StandardError.print("vedette: \($0)")
        }
        consoles.start()
        let jobs = JobQueue(configuration)
        jobs.start()
        var jobTrouble = ""
        var news = FollowNews()
        var told = ServedStatusFile(directory: configuration.dataDirectory)
        TerminationSignal.wait {
            let status = follower.status
            for line in news.lines(about: status) { StandardError.print("vedette: \(line)") }
            told.tell(status, at: SystemClock.now)
            let trouble = jobs.trouble
            if trouble != jobTrouble, !trouble.isEmpty { StandardError.print("vedette: \(trouble)") }
            jobTrouble = trouble
        }
        consoles.end()
        jobs.end()
        follower.end()
        told.remove()
    }
}
