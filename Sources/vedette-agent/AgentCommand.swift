// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import Crypto
internal import Version

/// The command line: `vedette-agent COMMAND OPTIONS`.
enum AgentCommand {
    static let help = """
        vedette-agent sends what Suricata writes on a gateway to a Vedette station.

        vedette-agent enroll --station HOST:PORT --token TOKEN [--state DIR] [--key PLACE] [--tpm TCTI]
                                                       get this gateway's certificate from a station
        vedette-agent run [--config FILE]              follow the logs and send them until it is ended
        vedette-agent status [--config FILE] [--json]  show how the running agent stands
        vedette-agent tpm [--config FILE] [--device NAME] [--new]
                                                       take the TPMs into use, step by step
        vedette-agent --version
        vedette-agent --help

        FILE is \(AgentConfiguration.usualPath) where none is named; docs/agent.md tells what may stand in it.
        TOKEN is what 'vedette gateways invite' printed; - reads it from the input, where no other user can see it.
        DIR is \(AgentConfiguration.usualState) where none is named.
        PLACE is tpm, file or auto: in the TPM where there is one and tpm2-openssl is installed. TCTI is the way to it,
        \(TCTI.usual) where none is named; 'tpm:' in FILE must say the same.
        --new makes new keys in place of those that are there; the device is then to be enrolled again. Of several devices
        --device names the one.
        Exit codes: 0 done, 1 the agent does not run or is refused, 2 wrong use, 3 the environment failed.
        """

    /// Runs the command, and gives the exit code.
    static func run(_ arguments: [String]) -> Int32 {
        do throws(AgentProblem) {
            return try dispatch(arguments)
        } catch {
            Output.error("vedette-agent: \(error.line)")
            return error.outcome.rawValue
        }
    }

    private static func dispatch(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "enroll": return try EnrollCommand.run(rest)
        case "run": return try RunCommand.run(rest)
        case "status": return try StatusCommand.run(rest)
        case "tpm": return try TPMCommand.run(rest)
        case "--help", "-h", "help":
            Output.print(help + "\n")
            return 0
        case "--version":
            Output.print(VedetteVersion.text + "\n")
            return 0
        case nil: throw AgentProblem(.wrongUse, "name a command: enroll, run, status or tpm; --help tells more")
        case let name?: throw AgentProblem(.wrongUse, "there is no command '\(name)'; --help lists them")
        }
    }
}
