// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Programs
package import Query
package import Rules
internal import SuricataRules

/// Asks the machine's Suricata what it thinks of rules, by `suricata -T`.
///
/// Its own configuration is not used, and nothing of the machine is changed: the rules are copied to a folder that is removed again.
/// Calls block; any thread may make them.
package struct SuricataTester: Sendable {
    /// Where Suricata is.
    package let path: String

    /// The Suricata that a configuration chooses; `nil` if it wants none, or none is installed.
    package init?(_ choice: StationConfiguration.SuricataChoice) {
        switch choice {
        case .never: return nil
        case .at(let path): self.path = path
        case .installed:
            guard let path = ProgramSearch.path(of: "suricata") else { return nil }
            self.path = path
        }
    }

    /// Its version, as it says it: `7.0.10`.
    package func version(until cancellation: Cancellation) throws(SuricataFailure) -> String {
        try engine(until: cancellation).text
    }

    /// What it refuses in each of the files beyond what our own checks do; nothing in files that hold neither signatures nor
    /// thresholds.
    ///
    /// What only the sensor's own configuration and files decide is left out, and so are rules that this version is too old for.
    package func problems(
        of files: [RuleFile], until cancellation: Cancellation
    ) throws(SuricataFailure) -> [[RuleProblem]] {
        var problems = [[RuleProblem]](repeating: [], count: files.count)
        let signatures = files.indices.filter { files[$0].kind == .signature }
        let thresholds = files.indices.filter { files[$0].kind == .threshold }
        guard !signatures.isEmpty || !thresholds.isEmpty else { return problems }
        let version = try engine(until: cancellation)
        if !signatures.isEmpty {
            let trial = EngineTrial(
                signatures.map { SignatureFile.parse(bytes: files[$0].bytes) }, version: version)
            for (index, found) in zip(signatures, try run(trial, cancellation)) { problems[index] = found }
        }
        if !thresholds.isEmpty {
            let trial = EngineTrial(
                thresholds.map { ThresholdFile.parse(bytes: files[$0].bytes) }, version: version)
            for (index, found) in zip(thresholds, try run(trial, cancellation)) { problems[index] = found }
        }
        return problems
    }

    private func engine(until cancellation: Cancellation) throws(SuricataFailure) -> EngineVersion {
        let outcome = try start(["-V"], in: "/", .output, cancellation)
        guard case .ended(_, let answer) = outcome else { throw .killed }
        guard let version = EngineVersion(output: answer) else {
            throw .unusable(path: path, reason: "it does not tell its version")
        }
        guard version.major >= EngineVersion.leastMajor else { throw .tooOld(version: version.text) }
        return version
    }

    private func run(
        _ trial: EngineTrial, _ cancellation: Cancellation
    ) throws(SuricataFailure) -> [[RuleProblem]] {
        guard !trial.files.isEmpty else { return trial.noProblems }
        let folder: PrivateFolder
        do throws(PrivateFolderFailure) {
            folder = try PrivateFolder()
            for file in trial.files { try folder.write(file.bytes, as: file.name) }
        } catch {
            throw .refused(reason: error.reason)
        }
        let outcome = try start(trial.arguments, in: folder.path, .errors, cancellation)
        withExtendedLifetime(folder) {}
        switch outcome {
        case .killed: throw .killed
        case .ended(.signal(let number), _): throw .refused(reason: "it was ended by signal \(number)")
        case .ended(.status(let status), let answer):
            if let problems = trial.problems(answer) { return problems }
            guard status == 0 else { throw .refused(reason: Self.lastLine(answer)) }
            return trial.noProblems
        }
    }

    private func start(
        _ arguments: [String], in folder: String, _ answer: BoundedProcess.Answer, _ cancellation: Cancellation
    ) throws(SuricataFailure) -> BoundedProcess.Outcome {
        do throws(StartFailure) {
            return try BoundedProcess(path: path, arguments: arguments, folder: folder, answer: answer)
                .run(until: cancellation)
        } catch {
            throw .unusable(path: path, reason: error.reason)
        }
    }

    private static func lastLine(_ answer: [UInt8]) -> String {
        let line = answer.split(separator: 0x0A).last.map { String(decoding: $0.prefix(300), as: UTF8.self) }
        return line ?? "it did not say why"
    }
}
