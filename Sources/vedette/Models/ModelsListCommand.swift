// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Models

/// `vedette models list`: what is installed.
struct ModelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the networks that are installed, and whether jobs may use them.")

    @OptionGroup var options: ModelOptions

    func run() throws {
        let models = try options.models([], in: try options.openFolder())
        try options.write(
            models.map { ($0.json, $0.line) },
            orElse: "No models are installed; 'vedette models import' takes some, docs/anonymizer.md says from where.")
    }
}
