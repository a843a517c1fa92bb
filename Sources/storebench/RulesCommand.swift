// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// `storebench rules`: what rules cost.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Measures loading, matching and reloading of Sigma rules.",
        subcommands: [RulesMatchCommand.self, RulesLoadCommand.self, RulesReloadCommand.self])
}
