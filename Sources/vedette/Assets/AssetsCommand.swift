// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// `vedette assets`: what stands behind addresses.
struct AssetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assets", abstract: "Checks files of assets, and tells what stands behind an address.",
        subcommands: [AssetsCheckCommand.self, AssetsShowCommand.self])
}
