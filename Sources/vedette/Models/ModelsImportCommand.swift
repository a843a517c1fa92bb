// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import ArgumentParser
internal import EVE
internal import Models
internal import Query
internal import Station

/// `vedette models import`: files become a model, if they hold.
struct ModelsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Checks and tests the files of a network, and keeps them for jobs.",
        discussion: """
            KIND and its files: ssd512 (a .prototxt and a .caffemodel), yolo (a .cfg and its .weights), onnx (a YOLOX or NanoDet), glcic (a .pth, which is \
            made over into ONNX; nothing in it is run). Every tensor's name and shape must be that of the network, every number finite, and the self-test \
            must find what is on a picture of ours. What fails one of these is not kept.
            """)

    @Argument(help: "ssd512, yolo, onnx or glcic.")
    var kind: ModelKind

    @Argument(help: "The files, in any order.")
    var file: [String]

    @Option(help: ArgumentHelp("What to call it; after the file of the weights by default.", valueName: "name"))
    var name: String?

    @OptionGroup var options: ModelOptions

    func run() throws {
        let files = try ordered()
        guard let name = name ?? files.last.flatMap(ModelFolder.name(from:)) else {
            throw UserMessage(.wrongUse, "no name can be made of the file's.", help: "Give one with --name.")
        }
        guard ModelFolder.isName(name) else {
            throw UserMessage(
                .wrongUse, "--name: '\(name)' can be no model's name.",
                help: "Give lower-case letters, digits, '-', '.' and '_', a letter or digit first, 64 at the most.")
        }
        let configuration = try options.station.loadConfiguration()
        // First: without the worker nothing can be tested, and what is not tested is not kept.
        let tester = try ModelTester(configuration)
        let folder = ModelFolder(directory: configuration.dataDirectory)
        let cancellation = Cancellation()
        let record = try Interruption.guarding(cancellation) { () throws(UserMessage) in
            try take(files, as: name, folder, tester, cancellation)
        }
        let model = ModelFolder.Installed(name: name, record: record)
        try options.write([(model.json, model.line)], orElse: "")
    }

    private func take(
        _ files: [String], as name: String, _ folder: ModelFolder, _ tester: ModelTester, _ cancellation: Cancellation
    ) throws(UserMessage) -> ModelRecord {
        defer { if StandardError.isTerminal { StandardError.progress("") } }
        StandardError.progress("checking")
        let staged = try UserMessage.ofModels { () throws(ModelProblem) in
            try folder.stage(kind, files: files, as: name, at: .now)
        }
        let test: ModelRecord.Test
        do throws(UserMessage) {
            StandardError.progress("testing")
            test = try tester.test(staged.model, until: cancellation)
            if let refusal = test.refusal {
                throw UserMessage(
                    .notSo, "\(files.joined(separator: ", ")): the self-test fails: \(refusal).",
                    help: "It is not kept.")
            }
        } catch {
            folder.drop(staged)
            throw error
        }
        return try UserMessage.ofModels { () throws(ModelProblem) in try folder.settle(staged, test) }
    }

    /// The files in the order of their kind, by their endings where these tell.
    private func ordered() throws -> [String] {
        let endings = CheckedModel.endings(of: kind)
        guard file.count == endings.count else {
            throw UserMessage(
                .wrongUse, "\(file.count) files are given, and \(kind.rawValue) has \(endings.count).",
                help: "Give \(endings.joined(separator: " and ")).")
        }
        let found = endings.map { ending in file.first { $0.lowercased().hasSuffix(ending) } }
        return found.contains(nil) ? file : found.compactMap { $0 }
    }
}
