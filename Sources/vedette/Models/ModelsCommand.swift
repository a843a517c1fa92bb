// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import ArgumentParser
internal import EVE
internal import Models
internal import Station

/// `vedette models`: the networks that the anonymizer detects and completes with.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Keeps the networks that the anonymizer uses.",
        discussion: """
            No weights come with Vedette. docs/anonymizer.md names where the originals are published and under which licence; each is checked and tested \
            before jobs use it.
            """,
        subcommands: [
            ModelsListCommand.self, ModelsImportCommand.self, ModelsVerifyCommand.self, ModelsSelfTestCommand.self,
            ModelsRemoveCommand.self,
        ])
}

/// What every call on models needs.
struct ModelOptions: ParsableArguments {
    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func openFolder() throws -> ModelFolder {
        ModelFolder(directory: try station.loadConfiguration().dataDirectory)
    }

    /// The models that were named, or all.
    func models(_ names: [String], in folder: ModelFolder) throws -> [ModelFolder.Installed] {
        guard names.isEmpty else {
            return try names.map { name in
                ModelFolder.Installed(
                    name: name,
                    record: try UserMessage.ofModels { () throws(ModelProblem) in try folder.record(of: name) })
            }
        }
        return try UserMessage.ofModels { () throws(ModelProblem) in try folder.list() }
    }

    /// Writes objects as one array, or lines.
    func write(_ values: [(json: JSONValue, line: String)], orElse none: String) throws {
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(values.map(\.json)).bytes)
        } else if values.isEmpty {
            try output.write(hostile: none)
        } else {
            for value in values { try output.write(hostile: value.line) }
        }
        try output.flush()
    }
}

extension ModelKind: ExpressibleByArgument {}

extension UserMessage {
    /// Runs `body` and tells its failure as the command line does.
    static func ofModels<Value>(_ body: () throws(ModelProblem) -> Value) throws(UserMessage) -> Value {
        do throws(ModelProblem) { return try body() } catch {
            let line = error.line.hasSuffix("?") ? error.line : "\(error.line)."
            throw UserMessage(error.isEnvironment ? .environment : .notSo, line)
        }
    }
}

extension ModelFolder.Installed {
    /// The model as machine output shows it.
    var json: JSONValue {
        guard let record else {
            return .object([("name", .string(name)), ("usable", .bool(false)), ("problem", .string(problem ?? ""))])
        }
        return .object([
            ("name", .string(name)), ("kind", .string(record.kind.rawValue)), ("usable", .bool(record.isUsable)),
            ("summary", .string(record.summary)), ("imported", .string(record.imported.rfc3339)),
            ("files", .array(record.files.map(\.json))), ("sources", .array(record.sources.map(\.json))),
            ("test", record.test.map(\.json) ?? .null),
        ])
    }

    var line: String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        guard let record else { return "\(padded(name, 24))  \(padded("damaged", 16))  \(problem ?? "")" }
        let state = record.isUsable ? "usable" : record.test == nil ? "not tested" : "not usable"
        let reason = record.test?.refusal.map { ": \($0)" } ?? ""
        return
            "\(padded(name, 24))  \(padded(record.kind.rawValue, 6))  \(padded(state, 10))  \(record.summary)\(reason)"
    }
}

extension ModelRecord.File {
    fileprivate var json: JSONValue {
        .object([("name", .string(name)), ("bytes", .int(Int(bytes))), ("sha256", .string(sha256))])
    }
}

extension ModelRecord.Test {
    fileprivate var json: JSONValue {
        .object([
            ("program", .string(program)), ("time", .string(time.rfc3339)),
            ("refusal", refusal.map(JSONValue.string) ?? .null),
        ])
    }
}
