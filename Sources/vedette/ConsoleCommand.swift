// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Station

/// `vedette`: opens the console.
struct ConsoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Opens the console (what happens without a subcommand).",
        discussion: """
            Where 'vedette serve' runs, the console attaches to it, with the rights that its configuration gives the user's groups. \
            Where nothing runs, and with --data, it reads the store by itself, and follows the gateways unless another vedette does.
            """)

    @OptionGroup var station: StationOptions
    @OptionGroup var look: LookOptions

    @Option(help: ArgumentHelp("Attach to the station whose socket this is, or not at all.", valueName: "socket"))
    var attach: String?

    @Flag(
        help: """
            Attach to a station or not at all, and leave the user's editor, commands, files and shell out of reach: for accounts that are to \
            look and nothing else.
            """)
    var restricted = false

    func validate() throws {
        guard station.data == nil || attach == nil && !restricted else {
            throw ValidationError("--data reads a store by itself; --attach and --restricted leave that to a station.")
        }
    }

    func run() throws {
        try LookOptions.requireTerminal()
        let configuration = try station.loadConfiguration()
        var launch = ConsoleLaunch(configuration: configuration, theme: look.theme, glyphs: look.glyphs)
        launch.isRestricted = restricted
        let status: Int32
        if let call = try StationSearch(attach: attach, isNeeded: attach != nil || restricted).call(
            station, configuration)
        {
            status = try launch.run(on: call)
        } else {
            status = try launch.run(
                starting: { () throws(UserMessage) -> Follower? in
                    try Follower.startUnlessServed(configuration)
                }, ending: {})
        }
        guard status == 0 else { throw ExitCode(status) }
    }
}
