// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Triage

/// `vedette triage mute`.
struct TriageMuteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Hides alerts of a signature or rule from the inbox until a time.",
        discussion: "They stay stored and are counted. Without --source, --to or --gateway it holds everywhere.")

    @OptionGroup var person: TriagePerson

    @Option(help: ArgumentHelp("The signature's number; gid:sid for one of another generator.", valueName: "sid"))
    var sid: String?

    @Option(help: ArgumentHelp("The rule's id.", valueName: "id"))
    var rule: String?

    @Option(help: ArgumentHelp("Only from this address or network.", valueName: "address"))
    var source: String?

    @Option(help: ArgumentHelp("Only to this address, with --source.", valueName: "address"))
    var to: String?

    @Option(help: ArgumentHelp("Only on this gateway.", valueName: "name"))
    var gateway: String?

    @OptionGroup var terms: TriageTerms

    func run() throws {
        let now = Instant.now
        let suppression = Suppression(subject: try subject(), scope: try scope(), expiry: try terms.end(from: now))
        let page = try terms.give(
            .mute(suppression), scope: rule ?? "sid \(sid ?? "")", rehearsal: suppression.rehearsal(now: now),
            by: person, at: now)
        try terms.tell(
            "\(terms.dryRun ? "would hide" : "hides") \(suppression.scope.told) until \(suppression.expiry.rfc3339)",
            ("hidden", Suppression.hidden(of: suppression.subject, in: page)), of: page, until: suppression.expiry,
            to: person)
    }

    private func subject() throws(UserMessage) -> InboxGroup.Subject {
        if let rule, sid == nil { return .rule(rule) }
        let parts = sid?.split(separator: ":").map { UInt32($0) } ?? []
        switch parts.count {
        case 1: if let number = parts[0] { return .signature(generator: 1, number: number) }
        case 2:
            if let generator = parts[0], let number = parts[1] {
                return .signature(generator: generator, number: number)
            }
        default: break
        }
        throw UserMessage(.wrongUse, "It is not said what to mute.", help: "Give --sid or --rule.")
    }

    private func scope() throws(UserMessage) -> Suppression.Scope {
        if let gateway, source == nil, to == nil {
            guard !gateway.contains(where: \.isWhitespace) else {
                throw UserMessage(.wrongUse, "--gateway: '\(gateway)' is no gateway's name.")
            }
            return .gateway(gateway)
        }
        guard let source, gateway == nil else {
            if to == nil, gateway == nil { return .everywhere }
            throw UserMessage(
                .wrongUse, "That is no scope.", help: "Give --source, --source with --to, or --gateway.")
        }
        if let address = IPAddress(source) {
            guard let to else { return .source(address) }
            guard let destination = IPAddress(to) else { throw UserMessage(.wrongUse, "--to: '\(to)' is no address.") }
            return .pair(source: address, destination: destination)
        }
        guard let network = IPNetwork(source), to == nil else {
            throw UserMessage(.wrongUse, "--source: '\(source)' is no address or network, or --to stands beside one.")
        }
        return .subnet(network)
    }
}
