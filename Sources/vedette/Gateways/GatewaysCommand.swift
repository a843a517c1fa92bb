// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// `vedette gateways`: how they stand, and who is let in.
struct GatewaysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateways",
        abstract: "Shows how each gateway stands; lets gateways in and out; pushes rules to them.",
        discussion: "Without a subcommand it is 'status'.",
        subcommands: [
            GatewaysStatusCommand.self, GatewaysInviteCommand.self, GatewaysInstallerCommand.self,
            GatewaysListCommand.self, GatewaysRevokeCommand.self, GatewaysRenameCommand.self,
            GatewaysPushCommand.self, GatewaysAdjustCommand.self, GatewaysRulesCommand.self,
            GatewaysMuteCommand.self, GatewaysUnmuteCommand.self, GatewaysMutesCommand.self, GatewaysUndoCommand.self,
            GatewaysPushesCommand.self,
        ],
        defaultSubcommand: GatewaysStatusCommand.self)
}
