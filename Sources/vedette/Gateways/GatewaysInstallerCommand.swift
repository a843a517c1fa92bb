// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Crypto
internal import EVE
internal import Enrolment
internal import Glibc
internal import Installer
internal import Station

/// `vedette gateways installer`: one file that sets up a gateway, and what it can be checked by.
struct GatewaysInstallerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "installer", abstract: "Writes one file that sets up a gateway, with the agent in it.",
        discussion: """
            The file is a shell script with the agent's package, this station's address and fingerprint, and a token as \
            'invite' makes it. It shows what it would change before it changes anything, and sets up Suricata as well where \
            it is told an interface. Beside it go its SHA-256, a signature of the station's key, and that key's public half, \
            which is to reach the gateway another way. Until the token is used the file is a secret.
            """)

    @Argument(help: "The gateway's name: 1 to 64 letters, digits, dots, dashes and underscores.")
    var gateway: String

    @OptionGroup var person: RegistryPerson

    @Option(name: .customLong("for"), help: ArgumentHelp("How long its token holds: 30m, 8h, 7d.", valueName: "time"))
    var length = "1d"

    @Option(
        help: ArgumentHelp(
            "The name or address by which gateways find this station; without it what the configuration listens at, or this machine's name.",
            valueName: "host"))
    var host: String?

    @Option(
        help: ArgumentHelp(
            "The agent's Debian package, instead of the one that came with this program.", valueName: "file"))
    var package: String?

    @Option(help: ArgumentHelp("What the gateway runs on: amd64 or arm64.", valueName: "name"))
    var architecture = AgentPackages.ownArchitecture

    @Option(help: ArgumentHelp("The folder that the files go into.", valueName: "dir"))
    var output = "."

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let configuration = try person.station.loadConfiguration()
        // All that can be wrong is looked at before there is an invitation: a new one ends the one before.
        let agent = try AgentPackages.load(package, architecture: architecture)
        let (events, enrolment) = try places(configuration)
        guard GatewayName.isValid(gateway) else {
            throw UserMessage(
                .wrongUse,
                "'\(gateway)' is no name of a gateway: 1 to 64 letters, digits, dots, dashes and underscores.")
        }
        let invitation = try NewInvitation(gateway, for: length, at: host, by: person.name, configuration)
        let installer = GatewayInstaller(
            gateway: gateway, stations: [events], enrolment: enrolment, token: invitation.token,
            until: invitation.until, agent: agent)
        do {
            let script = try installer.script()
            try write(script, installer.fileName, by: invitation.keys.identity)
            try tell(installer, GatewayInstaller.sum(of: script))
        } catch let error as InstallerError {
            throw UserMessage(.wrongUse, "\(error.message).", help: "Name the station with --host.")
        } catch let error as CryptoError {
            throw UserMessage(.environment, "the file cannot be signed: \(error).")
        }
    }

    /// Where gateways send, and where they enrol.
    private func places(
        _ configuration: StationConfiguration
    ) throws -> (events: StationAddress, enrolment: StationAddress) {
        guard let collector = configuration.collector, let place = collector.enrolment else {
            throw UserMessage(
                .notSo, "the configuration does not say where gateways send and enrol.",
                help: "Write 'collector:' with 'listen:' and 'enrol:'; docs/deploy.md tells how.")
        }
        guard let events = NewInvitation.address(collector.host, collector.port, as: host),
            let enrolment = NewInvitation.address(place.host, place.port, as: host)
        else {
            throw UserMessage(
                .wrongUse, "gateways cannot be told where this station is.",
                help: "Name it with --host, and give the collector fixed ports.")
        }
        return (events, enrolment)
    }

    private func write(_ script: [UInt8], _ name: String, by station: TLSIdentity) throws {
        try write(script, name, mode: 0o600)
        try write(Array("\(GatewayInstaller.sum(of: script))  \(name)\n".utf8), name + ".sha256")
        try write(station.key.signature(of: script), name + ".sig")
        try write(station.key.publicKey.pem(), "station.pub")
    }

    private func write(_ bytes: [UInt8], _ name: String, mode: mode_t = 0o644) throws {
        var file = try OutputFile.open("\(output)/\(name)", mode: mode)
        try file.write(bytes)
        try file.finish()
    }

    private func tell(_ installer: GatewayInstaller, _ sum: String) throws {
        let path = "\(output)/\(installer.fileName)"
        var out = StandardOutput()
        if json {
            try out.write(
                line: JSONValue.object([
                    ("gateway", .string(gateway)), ("file", .string(path)), ("sha256", .string(sum)),
                    ("until", .string(installer.until.rfc3339)), ("package", .string(installer.agent.name)),
                    ("station", .string(installer.enrolment.description)),
                ]).bytes)
        } else {
            try out.write(hostile: "\(path)  lets \(gateway) enrol once, until \(installer.until.rfc3339)")
            try out.write(hostile: "SHA-256  \(sum)")
            try out.write(
                hostile: "Bring it to the gateway with its .sha256 and .sig, and station.pub another way. There:")
            try out.write(hostile: "  sha256sum -c \(installer.fileName).sha256")
            try out.write(
                hostile:
                    "  openssl dgst -sha256 -verify station.pub -signature \(installer.fileName).sig \(installer.fileName)"
            )
            try out.write(hostile: "  sudo sh \(installer.fileName) --dry-run")
        }
        try out.flush()
    }
}
