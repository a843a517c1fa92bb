// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Pushes
internal import Rules
internal import Station
internal import SuricataRules

/// `vedette gateways adjust`: suricata-update's files, which the station applies to its rules before it pushes them.
struct GatewaysAdjustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust",
        abstract: "Keeps disable.conf, enable.conf and modify.conf for the rules that are pushed.",
        discussion: """
            Without a name it tells which of them the station keeps, and what they do to its rules now. With a name alone it prints \
            the file. Nothing is pushed by it: 'vedette gateways push' shows what comes of it first.
            """)

    @OptionGroup var person: RegistryPerson

    @Argument(help: ArgumentHelp("disable.conf, enable.conf or modify.conf.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Keep this file from now on; - for the input.", valueName: "file"))
    var from: String?

    @Flag(help: "Keep none of this name any more.")
    var remove = false

    func run() throws {
        let desk = PushDesk(try person.station.loadConfiguration(), person: person.name)
        var output = StandardOutput()
        guard let name else {
            guard from == nil, !remove else {
                throw UserMessage(
                    .wrongUse, "It is not said which file.", help: "Name disable.conf, enable.conf or modify.conf.")
            }
            for line in try Self.told(desk) { try output.write(hostile: line) }
            return try output.flush()
        }
        guard let kind = AdjustmentKind(rawValue: name) else {
            throw UserMessage(
                .wrongUse, "'\(name)' is none of suricata-update's files that are kept here.",
                help: "They are \(AdjustmentKind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard from == nil || !remove else {
            throw UserMessage(.wrongUse, "--from and --remove exclude each other.", help: "Give one of them.")
        }
        if from != nil || remove {
            try keep(remove ? "" : try Self.text(from ?? "-"), kind, desk)
            for line in try Self.told(desk) { try output.write(hostile: line) }
        } else {
            let kept = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.adjustments() }
            guard let text = kept.first(where: { $0.name == name })?.text else {
                throw UserMessage(.notSo, "The station keeps no \(name).", help: "'--from FILE' gives it one.")
            }
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                try output.write(hostile: String(line))
            }
        }
        try output.flush()
    }

    /// Tells every line that says nothing, and then keeps all or nothing.
    private func keep(_ text: String, _ kind: AdjustmentKind, _ desk: PushDesk) throws {
        let problems = RuleAdjustments([kind: text]).problems[kind] ?? []
        for problem in problems.dropFirst().prefix(20) {
            StandardError.print("\(kind.rawValue):\(problem.position.line): \(problem.asOneLine.message).")
        }
        try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.adjust(kind, text, at: .now) }
    }

    private static func told(_ desk: PushDesk) throws -> [String] {
        let kept = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.adjustments() }
        guard !kept.isEmpty else { return ["none is kept; the station's rules are pushed as they are"] }
        let orderable = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.orderable() }
        return kept.map { "\($0.name)  \($0.text.utf8.count) bytes  \($0.person)  \($0.time.rfc3339)" }
            + orderable.notes
            + ["\(orderable.files.ruleCount) rules would be pushed"]
    }

    /// What a file or the input holds, at most one byte more than is taken.
    private static func text(_ path: String) throws -> String {
        guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
            throw UserMessage(.environment, "\(path) cannot be read.", help: "Is it there, and yours to read?")
        }
        var bytes = Data()
        do {
            while bytes.count <= AdjustmentKind.sizeLimit, let piece = try handle.read(upToCount: 64 << 10),
                !piece.isEmpty
            {
                bytes += piece
            }
        } catch {
            throw UserMessage(.environment, "\(path) cannot be read.", help: "Is it a file, and yours to read?")
        }
        guard bytes.count <= AdjustmentKind.sizeLimit else {
            throw UserMessage(
                .notSo, "\(path) has more than \(AdjustmentKind.sizeLimit >> 10) KiB.", help: "Is it the right file?")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UserMessage(.notSo, "\(path) is no UTF-8.", help: "Is it the right file?")
        }
        return text
    }
}
