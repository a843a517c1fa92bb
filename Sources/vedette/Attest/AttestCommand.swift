// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// `vedette attest`: which devices can be believed.
struct AttestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest", abstract: "Tells which devices can be believed, by what their TPMs say.",
        subcommands: [
            AttestStatusCommand.self, AttestShowCommand.self, AttestEnrollCommand.self, AttestQuoteCommand.self,
            AttestRevokeCommand.self, AttestPolicyCommand.self, AttestRecheckCommand.self, AttestReadingsCommand.self,
            AttestRegisterCommand.self, AttestPseudonymsCommand.self, AttestDiscloseCommand.self,
            AttestVerifyCommand.self,
        ])
}
