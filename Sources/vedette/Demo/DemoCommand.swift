// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Foundation
internal import Station

/// `vedette demo`: the console on a throw-away station fed by the sample logs.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Opens the console on sample data, replayed as live gateways.",
        discussion: """
            Everything is kept in a throw-away folder under TMPDIR and removed at the end. Where swtpm and vedette-agent are installed, \
            devices with TPMs in software are asked, too; where vedette-anonymizer is, a clip is processed.
            """)

    @OptionGroup var look: LookOptions

    @Option(help: ArgumentHelp("The folder of the sample logs.", valueName: "dir"))
    var sampleLogs: String?

    func run() throws {
        try LookOptions.requireTerminal()
        let environment = ProcessInfo.processInfo.environment
        guard
            let samples = sampleLogs ?? DemoCity.findSamples(executable: ProgramPath.current, environment: environment)
        else {
            throw UserMessage(
                .environment, "the sample logs are not to be found.", help: "Give their folder with --sample-logs.")
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("vedette-demo-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let plan = DemoPlan(samples: samples, directory: directory)
        let devices = DemoDevices(directory: directory)
        var configuration = try plan.configuration()
        devices?.configure(&configuration)
        let jobs = DemoJobs(samples: samples, directory: directory)
        jobs?.configure(&configuration)
        let settings = configuration
        let launch = ConsoleLaunch(configuration: settings, theme: look.theme, glyphs: look.glyphs)
        let status = try launch.run(
            starting: { () throws(UserMessage) -> Follower? in
                let follower = try plan.start(settings)
                devices?.start(settings, follower)
                jobs?.start(at: .now)
                return follower
            },
            ending: {
                devices?.end()
                plan.end()
            })
        guard status == 0 else { throw ExitCode(status) }
    }
}
