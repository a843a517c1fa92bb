// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Station

/// `vedette doctor`: what is installed, reachable and writable, and what each absence costs.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks what is installed, reachable, writable, too old.")

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let findings = Doctor.examine(configurationPath: station.config, dataDirectory: station.data)
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(findings.map(\.json)).bytes)
        } else {
            for finding in findings { try output.write(hostile: finding.line) }
        }
        try output.flush()
        if findings.contains(where: { $0.state == .bad }) {
            throw UserMessage(
                .notSo, "something that Vedette needs is not as it should be.", help: "See the lines above.")
        }
    }
}
