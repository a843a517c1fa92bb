// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Station

/// `vedette`: opens the console.
struct ConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Opens the console (what happens without a subcommand).",
        discussion: """
            Where another vedette already follows the gateways, this one reads what that one stores; else it follows them \
            itself.
            """)

    @OptionGroup var station: StationOptions
    @OptionGroup var look: LookOptions

    func run() throws {
        try LookOptions.requireTerminal()
        let configuration = try station.loadConfiguration()
        let launch = ConsoleLaunch(configuration: configuration, theme: look.theme, glyphs: look.glyphs)
        let status = try launch.run(
            starting: { () throws(UserMessage) -> Follower? in
                try Follower.startUnlessServed(configuration)
            }, ending: {})
        guard status == 0 else { throw ExitCode(status) }
    }
}
