// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import CLinux
internal import EVE
internal import EnrolmentClient
internal import Glibc

/// `vedette-agent run`: sends until SIGTERM, SIGINT or SIGHUP.
enum RunCommand {
    static func run(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let options = try CallOptions(arguments, values: ["--config"])
        let configuration = try AgentConfiguration.read(options["--config"] ?? AgentConfiguration.usualPath)
        // Before the first thread is started, which then blocks them too.
        let signals = [SIGTERM, SIGINT, SIGHUP]
        let stop = unsafe linux_signalfd(signals, Int32(signals.count))
        guard stop >= 0 else { throw AgentProblem(.environment, "signals cannot be waited for; try again") }
        let say: @Sendable (String) -> Void = { Output.error("vedette-agent: \($0)") }
        // What arrives at the one descriptor wakes only one of those who wait for it.
        var ends: [Int32] = [-1, -1]
        guard unsafe linux_pipe(&ends) >= 0 else {
            throw AgentProblem(.environment, "no pipe can be made; too many files are open")
        }
        let watch = RenewalWatch(
            in: configuration.state, tpm: configuration.tpm, stop: ends[0], now: { AgentClock.now }, say: say)
        defer {
            close(ends[1])
            watch.waitForEnd()
            close(ends[0])
        }
        try AgentLoop.run(configuration, stop: stop, say: say)
        return 0
    }
}
