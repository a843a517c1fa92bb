// SPDX-License-Identifier: Apache-2.0

internal import Agent

/// `vedette-agent status`: what the agent last said of itself.
enum StatusCommand {
    static func run(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let options = try CallOptions(arguments, values: ["--config"], flags: ["--json"])
        let configuration = try AgentConfiguration.read(options["--config"] ?? AgentConfiguration.usualPath)
        let folder = configuration.folder
        guard let json = try AgentFile.read(folder.state, limit: 1 << 20) else {
            throw AgentProblem(.notSo, "\(folder.state) is not there: no agent has run with this folder yet")
        }
        guard let text = AgentStatus.text(ofJSON: json) else {
            throw AgentProblem(.environment, "\(folder.state) is damaged; a running agent writes it anew within 10 s")
        }
        let runs = FolderLock.isHeld(folder.lock)
        if options.has("--json") {
            Output.print(String(decoding: json, as: UTF8.self))
        } else {
            Output.print("running: \(runs ? "yes" : "no")\n" + text)
        }
        return runs ? 0 : 1
    }
}
