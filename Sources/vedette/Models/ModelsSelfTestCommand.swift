// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Models
internal import Query
internal import Station

/// `vedette models selftest`: whether models do what they are for, with the worker that is installed now.
struct ModelsSelfTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract:
            "Tests models again, as after another worker was installed; jobs fail as long as one that fails is there.",
        discussion:
            "Where the worker itself fails, as for want of memory, nothing is noted of the model and the exit status is 3."
    )

    @Argument(help: "Only these models.")
    var name: [String] = []

    @OptionGroup var options: ModelOptions

    func run() throws {
        let configuration = try options.station.loadConfiguration()
        let tester = try ModelTester(configuration)
        let folder = ModelFolder(directory: configuration.dataDirectory)
        let models = try options.models(name, in: folder)
        let cancellation = Cancellation()
        let tested = try Interruption.guarding(cancellation) { () throws(UserMessage) in
            try test(models, in: folder, tester, cancellation)
        }
        try options.write(tested.map { ($0.json, $0.line) }, orElse: "No models are installed.")
        guard tested.contains(where: { $0.record?.isUsable != true }) else { return }
        throw UserMessage(
            .notSo, "a model fails its self-test, and jobs fail as long as it is there.",
            help: "See the lines above; 'vedette models remove' takes it away.")
    }

    private func test(
        _ models: [ModelFolder.Installed], in folder: ModelFolder, _ tester: ModelTester, _ cancellation: Cancellation
    ) throws(UserMessage) -> [ModelFolder.Installed] {
        defer { if StandardError.isTerminal { StandardError.progress("") } }
        var tested = models
        for (index, model) in models.enumerated() {
            guard let record = model.record else { continue }
            StandardError.progress("testing \(model.name)")
            let test = try tester.test(folder.used(model.name, record), until: cancellation)
            try UserMessage.ofModels { () throws(ModelProblem) in try folder.note(test, of: model.name) }
            tested[index].record?.test = test
        }
        return tested
    }
}
