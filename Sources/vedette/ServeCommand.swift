// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import Station
internal import Store

/// `vedette serve`: the station without a screen.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Follows the gateways into the store, without a screen.",
        discussion: "It ends on SIGTERM and SIGINT, after the commit under way.")

    @OptionGroup var station: StationOptions

    func run() throws {
        let configuration = try station.loadConfiguration()
        guard configuration.hasSources else {
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
        var news = FollowNews()
        TerminationSignal.wait {
            for line in news.lines(about: follower.status) { StandardError.print("vedette: \(line)") }
        }
        follower.end()
    }
}
