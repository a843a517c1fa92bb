// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station

/// `vedette rules format`: lays out signatures and lines of threshold.config.
struct RulesFormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format", abstract: "Lays out Suricata signatures and threshold.config.",
        discussion: """
            Prints the files with each signature on one line, with single spaces and its options in their order. What has an error, \
            what a # puts out of use, comments and blank lines stay as they are, to the last byte; 'rules check' tells the errors.
            """)

    @Argument(help: "Files, and folders with .rules and threshold.config.")
    var path: [String]

    @Option(help: "What the files hold, where names and contents do not tell: signature or threshold.")
    var kind: RuleKind?

    @Flag(help: "An option a line, joined by backslashes, instead of one line.")
    var lines = false

    @Flag(help: "Replace the files instead of printing them.")
    var write = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var output = StandardOutput()
        var reports: [JSONValue] = []
        var changed = 0
        let all = try RuleFiles.read(path, kind: kind)
        // Of folders, Sigma rules are passed over; a file that was named is told.
        let files = all.filter { $0.kind == .signature || $0.kind == .threshold || path.contains($0.path) }
        let texts = try files.map { try $0.laidOut(optionALine: lines) }
        for (file, text) in zip(files, texts) {
            let isChanged = text != file.bytes
            if isChanged { changed += 1 }
            if write, isChanged {
                var place = try OutputFile.open(file.path)
                try place.write(text)
                try place.finish()
            }
            var report: [(String, JSONValue)] = [("path", .string(file.path)), ("changed", .bool(isChanged))]
            if !write { report.append(("text", .string(String(decoding: text, as: UTF8.self)))) }
            reports.append(.object(report))
            if !write, !json { try show(text, &output) }
        }
        if json { try output.write(line: JSONValue.array(reports).bytes) }
        if write, !json { try output.write(hostile: "\(changed) of \(files.count) files changed") }
        try output.flush()
    }

    private func show(_ text: [UInt8], _ output: inout StandardOutput) throws {
        guard output.isTerminal else { return try output.write(bytes: text) }
        let body = text.last == UInt8(ascii: "\n") ? text.dropLast() : text[...]
        for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            try output.write(hostile: String(decoding: line, as: UTF8.self))
        }
    }
}
