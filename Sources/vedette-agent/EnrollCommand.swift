// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import Crypto
internal import EVE
internal import Enrolment
internal import EnrolmentClient

/// `vedette-agent enroll`: makes the gateway's key, and has the station that a token names sign for it.
enum EnrollCommand {
    static func run(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let options = try CallOptions(arguments, values: ["--station", "--token", "--state"])
        guard let place = options["--station"], let text = options["--token"] else {
            throw AgentProblem(.wrongUse, "enroll needs --station HOST:PORT and --token TOKEN")
        }
        guard let station = StationAddress(place) else {
            throw AgentProblem(.wrongUse, "'\(place)' is no station; write HOST:PORT, for IPv6 [ADDRESS]:PORT")
        }
        guard let token = EnrolmentToken(text) else {
            throw AgentProblem(.wrongUse, "the token is mistyped or cut; copy what 'vedette gateways invite' printed")
        }
        let client = EnrolmentClient(directory: options["--state"] ?? AgentConfiguration.usualState)
        do throws(EnrolmentFailure) {
            let enrolled = try client.enrol(with: token, at: station)
            let end = enrolled.credentials.certificate.notAfter.rfc3339
            Output.print(
                """
                enrolled as \(enrolled.gateway); the certificate is good until \(end) and renews itself
                events go to \(enrolled.credentials.collector)

                """)
            return 0
        } catch {
            if case .refused = error { throw AgentProblem(.notSo, error.message) }
            throw AgentProblem(.environment, error.message)
        }
    }
}
