// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Programs
internal import UserCommands

extension Doctor {
    /// What an event's page needs of the machine: the files of signatures and the programs that the configuration names, if it does.
    static func events(_ configuration: StationConfiguration) -> [Finding] {
        var findings: [Finding] = []
        let patterns = configuration.rules.signatureFiles
        if !patterns.isEmpty {
            let files = SignatureScan.expand(patterns)
            let readable = files.filter { unsafe access($0, R_OK) == 0 }
            let isWell = !readable.isEmpty && readable.count == files.count
            findings.append(
                Finding(
                    subject: "signature files", state: isWell ? .good : .warn,
                    found: "\(readable.count) of \(max(files.count, patterns.count)) can be read",
                    advice: isWell
                        ? "" : "Events do not show texts of the others; see 'signature-files' in the configuration"
                ))
        }
        for command in configuration.commands {
            let name = command.words.first?.literal ?? ""
            let path = ProgramSearch.path(of: name)
            findings.append(
                Finding(
                    subject: "command \(command.title)", state: path == nil ? .warn : .good,
                    found: path ?? "\(name) is not installed",
                    advice: path == nil ? "Install it, or give its whole path in the configuration" : ""))
        }
        return findings
    }
}
