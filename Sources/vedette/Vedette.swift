// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Station
internal import Version

/// The command tree. Without a subcommand the console opens.
struct Vedette: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vedette",
        abstract: "A security-operations console for Suricata gateways, in a terminal.",
        discussion: """
            Without a subcommand it opens the console on the configured gateways. 'vedette demo' shows it with sample \
            data. Everything that the screen shows can be had as JSON: see the subcommands' --json.
            """,
        version: VedetteVersion.text,
        subcommands: [
            ConsoleCommand.self, DemoCommand.self, ServeCommand.self, ImportCommand.self, StatsCommand.self,
            EventsCommand.self, PcapCommand.self, TriageCommand.self, RulesCommand.self, AssetsCommand.self,
            GatewaysCommand.self, AttestCommand.self, AnonymizeCommand.self, JobsCommand.self, ModelsCommand.self,
            ReportCommand.self, ScreenCommand.self, DoctorCommand.self,
            VerifyCommand.self, BackupCommand.self, AttachedConsoleCommand.self,
        ],
        defaultSubcommand: ConsoleCommand.self)
}
