// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Models
internal import Station

/// `vedette models verify`: whether files are still what they were.
struct ModelsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Hashes models' files again and compares them with what was imported.")

    @Argument(help: "Only these models.")
    var name: [String] = []

    @OptionGroup var options: ModelOptions

    func run() throws {
        let folder = try options.openFolder()
        var isSound = true
        let values = try options.models(name, in: folder).map { model in
            let problems =
                try model.problem.map { [$0] }
                ?? UserMessage.ofModels { () throws(ModelProblem) in try folder.verify(model.name) }
            isSound = isSound && problems.isEmpty
            let json = JSONValue.object([
                ("name", .string(model.name)), ("ok", .bool(problems.isEmpty)),
                ("problems", .array(problems.map(JSONValue.string))),
            ])
            return (
                json, "\(model.name): \(problems.isEmpty ? "as it was imported" : problems.joined(separator: "; "))"
            )
        }
        try options.write(values, orElse: "No models are installed.")
        guard !isSound else { return }
        throw UserMessage(.notSo, "a model is not what was imported.", help: "Remove it and import it again.")
    }
}
