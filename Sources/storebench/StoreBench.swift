// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// What `make bench` cannot ask of the program itself: counts without a store, an import's pace as it goes, questions in one
/// process. Prints JSON lines; `Benchmarks` makes tables of them.
struct StoreBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storebench", abstract: "Measures the store from inside one process. See Benchmarks.",
        subcommands: [
            DecodeCommand.self, ImportCommand.self, QueryCommand.self, RetainCommand.self, DryRunCommand.self,
            RulesCommand.self, ShipCommand.self, FleetCommand.self, PushCommand.self,
            AttestCommand.self, DevicesCommand.self,
        ])
}
