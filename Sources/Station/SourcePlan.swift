// SPDX-License-Identifier: Apache-2.0

internal import Intake

/// Which files are to be followed, and whose they are, by the configuration.
struct SourcePlan {
    private let patterns: [SourcePattern]
    /// What is wrong with the configuration's paths.
    let problems: [IntakeError]

    init(configuration: StationConfiguration) {
        var patterns: [SourcePattern] = []
        var problems: [IntakeError] = []
        func add(_ text: String, _ gateway: String?) {
            do {
                patterns.append(try SourcePattern(text, gateway: gateway))
            } catch {
                problems.append(error)
            }
        }
        for files in configuration.gateways {
            for path in files.paths { add(path, files.gateway) }
        }
        for pattern in configuration.patterns { add(pattern, nil) }
        self.patterns = patterns
        self.problems = problems
    }

    /// The files that there are now, and those that are waited for.
    func sources() -> [SourcePattern.Source] { patterns.flatMap { $0.expand().sources } }
}
