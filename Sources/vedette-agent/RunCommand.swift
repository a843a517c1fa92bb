// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import CLinux
internal import Glibc

/// `vedette-agent run`: sends until SIGTERM, SIGINT or SIGHUP.
enum RunCommand {
    static func run(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let options = try CallOptions(arguments, values: ["--config"])
        let configuration = try AgentConfiguration.read(options["--config"] ?? AgentConfiguration.usualPath)
        signal(SIGPIPE, SIG_IGN)
        // Before the first thread is started, which then blocks them too.
        let signals = [SIGTERM, SIGINT, SIGHUP]
        let stop = unsafe linux_signalfd(signals, Int32(signals.count))
        guard stop >= 0 else { throw AgentProblem(.environment, "signals cannot be waited for; try again") }
        try AgentLoop.run(configuration, stop: stop) { Output.error("vedette-agent: \($0)") }
        return 0
    }
}
