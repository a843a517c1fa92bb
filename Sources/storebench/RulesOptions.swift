// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Sigma
internal import Station

/// Which rules are loaded, and how they see events.
struct RulesOptions: ParsableArguments {
    enum Mapping: String, CaseIterable, ExpressibleByArgument {
        /// As the station maps them: by log source and event type.
        case station
        /// Every rule looks at all events and calls fields as they are called there.
        case none
        /// Every rule looks at all events, and each field of any rule is one that EVE has.
        case dense
    }

    @Option(help: "A file or folder of Sigma rules; several with one option each.")
    var rules: [String] = []

    @Option(help: "How rules see events: station, none or dense.")
    var mapping = Mapping.station

    /// Rules ready to be matched, and what that took.
    struct Loaded {
        var rules: RuleSet
        var documents: Int
        var parsing: ProcessCost
        var compiling: ProcessCost

        /// The costs as members of a JSON object.
        var members: [(String, JSONValue)] {
            [
                ("rules", .int(documents)), ("unused", .int(rules.problems.count)), ("absent", .int(rules.absentCount)),
                ("parse_cpu", .double(parsing.cpu)), ("parse_s", .double(parsing.clock)),
                ("compile_cpu", .double(compiling.cpu)), ("compile_s", .double(compiling.clock)),
            ]
        }
    }

    /// Reads, parses and compiles the rules.
    func load() throws -> Loaded {
        let files = try RuleFiles.read(rules).filter { $0.kind == .sigma }
        let options = StationConfiguration(dataDirectory: "").rules.sigmaOptions
        let began = ProcessCost.now
        let documents = files.flatMap { SigmaFile.parse($0.bytes, options: options).documents }
        let parsed = ProcessCost.now
        let sources = documents.map { document in
            let header = document.header
            return RuleSet.Source(
                document, RuleReference(id: header.id ?? header.title, revision: 0, title: header.title, level: ""))
        }
        let mapping = mappingSet(documents)
        let mapped = ProcessCost.now
        let set = RuleSet(sources, mapping: mapping)
        return Loaded(
            rules: set, documents: documents.count, parsing: parsed - began, compiling: ProcessCost.now - mapped)
    }

    private func mappingSet(_ documents: [SigmaDocument]) -> MappingSet {
        switch mapping {
        case .station: .builtin
        case .none: .none
        case .dense: DenseMapping(documents).set
        }
    }
}
