// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Models
internal import Station

/// `vedette models remove`: takes models away.
struct ModelsRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes models. A job that has begun keeps what it has read.")

    @Argument(help: "The models' names.")
    var name: [String]

    @OptionGroup var options: ModelOptions

    func run() throws {
        let folder = try options.openFolder()
        var removed: [(json: JSONValue, line: String)] = []
        for one in name {
            try UserMessage.ofModels { () throws(ModelProblem) in try folder.remove(one) }
            removed.append((.object([("name", .string(one)), ("removed", .bool(true))]), "\(one): removed"))
        }
        try options.write(removed, orElse: "")
    }
}
