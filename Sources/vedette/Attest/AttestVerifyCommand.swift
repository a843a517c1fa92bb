// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import EVE
internal import EvidenceSets
internal import Foundation
internal import Station

/// `vedette attest verify`: appraises recorded evidence.
struct AttestVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Appraises a set of recorded evidence.",
        discussion: """
            One line of JSON a case: id, verdict (accept, flag or reject) and reason. The station and its store are not \
            needed. Where the set says what to expect, exit code 1 says that a verdict is another one, and the cases whose \
            verdict or reason differs are named on standard error.
            """)

    @Option(help: ArgumentHelp("The set's manifest (JSON); its files are below the same folder.", valueName: "file"))
    var manifest: String

    func run() throws {
        let set = try read()
        let folder = URL(fileURLWithPath: manifest).deletingLastPathComponent().path
        let appraisal = RecordedAppraisal(folder: folder)
        var output = StandardOutput()
        var tally = Tally()
        for recorded in set.cases {
            let outcome: RecordedAppraisal.Outcome
            do { outcome = try appraisal.outcome(of: recorded) } catch {
                throw UserMessage(.wrongUse, "\(manifest): case \(recorded.id): \(error)")
            }
            let line = JSONValue.object([
                ("id", .string(recorded.id)), ("verdict", .string(outcome.verdict.rawValue)),
                ("reason", .string(outcome.reason.rawValue)),
            ])
            try output.write(line: line.bytes)
            tally.count(recorded, outcome)
        }
        try output.flush()
        try tally.tell()
    }

    private func read() throws -> EvidenceManifest {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: manifest))
            defer { try? file.close() }
            let data = try file.read(upToCount: EvidenceManifest.sizeLimit + 1) ?? Data()
            guard data.count <= EvidenceManifest.sizeLimit else {
                throw UserMessage(.wrongUse, "\(manifest): larger than \(EvidenceManifest.sizeLimit) bytes")
            }
            return try EvidenceManifest.read([UInt8](data))
        } catch let error as DecodingError {
            throw UserMessage(.wrongUse, "\(manifest): no manifest of evidence: \(Self.words(error))")
        } catch let error as UserMessage { throw error } catch {
            throw UserMessage(.wrongUse, "\(manifest): cannot be read")
        }
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(path(context))\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(path(context))\(context.debugDescription)"
        @unknown default: "it cannot be decoded"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? "" : path + ": "
    }

    /// How many cases came to what was expected.
    private struct Tally {
        private var expected = 0, verdicts = 0, reasons = 0

        mutating func count(_ recorded: EvidenceManifest.Case, _ outcome: RecordedAppraisal.Outcome) {
            guard let wanted = recorded.expect else { return }
            expected += 1
            let isVerdict = wanted.verdict == outcome.verdict.rawValue
            let isReason = wanted.reason == outcome.reason.rawValue
            if isVerdict { verdicts += 1 }
            if isReason { reasons += 1 }
            guard !isVerdict || !isReason else { return }
            StandardError.print(
                "\(recorded.id): expected \(wanted.verdict) (\(wanted.reason)), found "
                    + "\(outcome.verdict.rawValue) (\(outcome.reason.rawValue))")
        }

        func tell() throws {
            guard expected > 0 else { return }
            StandardError.print("\(verdicts) of \(expected) verdicts and \(reasons) reasons as expected")
            if verdicts < expected { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
        }
    }
}
