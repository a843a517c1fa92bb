// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules
import Sigma

/// Short texts for what the parser gives, so that tables can be read.
enum Parsed {
    /// A file with one rule whose `detection` has these lines, which begin at 4:3.
    static func rule(_ detection: String, options: SigmaOptions = SigmaOptions()) -> SigmaFile {
        let lines = detection.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        return SigmaFile.parse(
            "title: T\nlogsource: {category: c}\ndetection:\n" + lines.joined(separator: "\n") + "\n", options: options)
    }

    /// What the first document of a file means; its problems where there is none.
    static func meaning(_ file: SigmaFile) -> String {
        switch file.documents.first {
        case .rule(let rule): text(rule.expression)
        case .filter(let rule): text(rule.expression)
        case .correlation, nil: problems(file).joined(separator: "\n")
        }
    }

    /// The problems, each with its place, its weight and what it says.
    static func problems(_ file: SigmaFile) -> [String] {
        file.problems.map(line)
    }

    static func line(_ problem: RuleProblem) -> String {
        let help = problem.help.isEmpty ? "" : " | " + problem.help
        return "\(problem.position.line):\(problem.position.column) \(problem.weight): \(problem.message)\(help)"
    }

    static func text(_ expression: SigmaExpression) -> String {
        switch expression {
        case .all(let members): "(" + members.map(text).joined(separator: " and ") + ")"
        case .any(let members): "(" + members.map(text).joined(separator: " or ") + ")"
        case .not(let member): "not " + text(member)
        case .test(let test): (test.field ?? "?") + text(test.predicate)
        }
    }

    static func text(_ predicate: Sigma.Predicate) -> String {
        switch predicate {
        case .text(let pattern): (pattern.isCased ? "==" : "=") + pattern.pieces.map(text).joined()
        case .regex(let regex):
            "~\(regex.text)~" + (regex.ignoresCase ? "i" : "") + (regex.isMultiline ? "m" : "")
                + (regex.dotMatchesLineFeed ? "s" : "")
        case .compare(let comparison, let value): " \(comparison.rawValue) \(value)"
        case .network(let network): " in \(network)"
        case .null: " null"
        case .exists(let isThere): isThere ? " exists" : " absent"
        case .timePart(let part, let comparison, let value): ".\(part) \(comparison.rawValue) \(value)"
        case .field(let reference): " \(reference.relation) \(reference.isCased ? "cased " : "")$\(reference.field)"
        }
    }

    /// Literals in brackets, so that wildcards differ from their signs.
    private static func text(_ piece: TextPattern.Piece) -> String {
        switch piece {
        case .literal(let text): "[\(text)]"
        case .anyText: "*"
        case .anyCharacter: "?"
        }
    }
}

/// The Sigma rules of the data set beside the repository.
enum SharedRules {
    /// Its folder: below the environment's VEDETTE_SHARED, or `shared` beside the repository.
    static var folder: URL {
        let shared =
            ProcessInfo.processInfo.environment["VEDETTE_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
        return shared.appendingPathComponent("data/sigma")
    }

    /// Whether the tests over it can run. Where CI is set they must, and fail without it.
    static var isThere: Bool {
        ProcessInfo.processInfo.environment["CI"] == "true" || FileManager.default.fileExists(atPath: folder.path)
    }

    /// The files of rules in a folder of it, by their paths in order.
    static func files(_ name: String) throws -> [(path: String, bytes: [UInt8])] {
        let folder = folder.appendingPathComponent(name)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yml") }
        return try paths.sorted().map { ($0, [UInt8](try Data(contentsOf: folder.appendingPathComponent($0)))) }
    }
}
