// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import Crypto
internal import EVE
internal import Enrolment
internal import EnrolmentClient
internal import Messages

/// `vedette-agent enroll`: lets a station give this gateway its certificate.
enum EnrollCommand {
    /// The most bytes of a token that are read from standard input.
    private static let tokenLimit = 256

    static func run(_ arguments: [String]) throws(AgentProblem) -> Int32 {
        let options = try CallOptions(arguments, values: ["--station", "--token", "--state", "--key", "--tpm"])
        guard let place = options["--station"], let station = Enrolment.StationAddress(place) else {
            throw AgentProblem(.wrongUse, "--station: give the HOST:PORT that 'vedette gateways invite' printed")
        }
        guard var text = options["--token"] else {
            throw AgentProblem(
                .wrongUse,
                "--token: give the one that 'vedette gateways invite' printed, or - to read it from the input")
        }
        if text == "-" { text = Input.line(limit: tokenLimit) }
        guard let token = EnrolmentToken(text) else {
            throw AgentProblem(.wrongUse, "--token: \(MessageError.badToken.message)")
        }
        let choice = try KeyChoice(options)
        let client = EnrolmentClient(directory: options["--state"] ?? AgentConfiguration.usualState, tpm: choice.tpm)
        do throws(EnrolmentFailure) {
            let enrolled = try client.enrol(with: token, at: station, inTPM: choice.isInTPM)
            let key =
                choice.isInTPM ? "the key is in the TPM (\(choice.tpm)), its certificate" : "key and certificate are"
            Output.print(
                """
                enrolled as \(enrolled.gateway), until \(enrolled.credentials.certificate.notAfter.rfc3339)
                \(key) in \(client.directory); events go to \(enrolled.credentials.collector)

                """ + choice.note)
            return 0
        } catch {
            throw AgentProblem(error)
        }
    }
}

extension AgentProblem {
    /// What a person is told of a certificate that could not be had.
    init(_ failure: EnrolmentFailure) {
        switch failure {
        case .unreachable, .file, .crypto: self.init(.environment, failure.message)
        case .notTheStation, .turnedAway, .refused, .badAnswer, .notEnrolled: self.init(.notSo, failure.message)
        }
    }
}
