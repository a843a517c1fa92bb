// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// `vedette rules`: the rule store, and rules in files.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Checks, tries and keeps rules.",
        subcommands: [
            RulesCheckCommand.self, RulesFormatCommand.self, RulesMatchCommand.self, RulesListCommand.self,
            RulesShowCommand.self,
            RulesAddCommand.self, RulesEditCommand.self, RulesEnableCommand.self, RulesDisableCommand.self,
            RulesRetireCommand.self, RulesRestoreCommand.self, RulesHistoryCommand.self, RulesRevertCommand.self,
            RulesExportCommand.self, RulesImportCommand.self,
        ])
}
