// SPDX-License-Identifier: Apache-2.0

import EVE
import Enrolment
import Foundation
import Testing

@testable import Installer

@Suite struct GatewayInstallerTests {
    private let token = EnrolmentToken(
        secret: Array(repeating: 7, count: EnrolmentToken.secretCount), station: Array(repeating: 9, count: 32))

    private func installer(host: String = "station.example", package: [UInt8] = Array("!<arch>\nabc".utf8)) throws
        -> GatewayInstaller
    {
        GatewayInstaller(
            gateway: "gw-a", stations: [try #require(StationAddress(host: host, port: 5044))],
            enrolment: try #require(StationAddress(host: host, port: 5045)), token: try #require(token),
            until: Instant(microseconds: 1_800_000_000_000_000),
            agent: try AgentPackage(name: "vedette-agent_0.1.0-1_amd64.deb", bytes: package))
    }

    @Test func nothingStaysToBeFilledIn() throws {
        let text = String(decoding: try installer().script(), as: UTF8.self)
        let script = text.components(separatedBy: "#PACKAGE#\n")[0]
        #expect(script.firstMatch(of: /@[A-Z_]+@/) == nil)
        #expect(script.contains("token='\(try #require(token).text)'") && script.contains("gateway='gw-a'"))
    }

    @Test func theShellTakesIt() throws {
        let path = try write(installer().script())
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try run(["sh", "-n", path]).status == 0)
        let help = try run(["sh", path, "--help"])
        #expect(help.status == 0 && help.output.contains("--dry-run") && !help.output.contains("set -eu"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/dpkg")))
    func aDryRunSaysWhatItWouldDoAndDamageIsFound() throws {
        let architecture = try run(["dpkg", "--print-architecture"]).output.trimmingCharacters(
            in: .whitespacesAndNewlines)
        var installer = try installer()
        installer.agent = try AgentPackage(
            name: "vedette-agent_0.1.0-1_\(architecture).deb", bytes: Array("!<arch>\n".utf8) + [0, 1, 2, 254, 255])
        var script = try installer.script()
        let path = try write(script)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let shown = try run(["sh", path, "--dry-run"])
        #expect(shown.status == 0)
        #expect(shown.output.contains("enrol     with a token") && shown.output.contains(installer.agent.name))
        let inTPM = try run(["sh", path, "--dry-run", "--key", "tpm"])
        #expect(inTPM.status == 0 && inTPM.output.contains("make      its key in the TPM"))
        let inFile = try run(["sh", path, "--dry-run", "--key", "file"])
        #expect(inFile.output.contains("make      its key in /var/lib/vedette-agent") && !inFile.output.contains("TPM"))
        #expect(try run(["sh", path, "--dry-run", "--key", "cloud"]).status == 2)
        script[script.count - 4] ^= 1
        try Data(script).write(to: URL(fileURLWithPath: path))
        #expect(try run(["sh", path, "--dry-run"]).status == 1)
    }

    @Test(arguments: ["a'b", "a$b", "a`b", "a;b"])
    func aHostThatTheShellWouldReadIsRefused(_ host: String) {
        #expect(throws: InstallerError.unusableHost(host)) { try installer(host: host).script() }
    }

    @Test(arguments: [
        "vedette-agent.deb", "vedette_1_amd64.deb", "vedette-agent_1_amd64.rpm", "vedette-agent_$(x)_amd64.deb",
        "vedette-agent_1_2_amd64.deb",
    ])
    func whatIsNoPackageByItsNameIsRefused(_ name: String) {
        #expect(throws: InstallerError.notThePackage(name)) {
            try AgentPackage(name: name, bytes: Array("!<arch>\n".utf8))
        }
    }

    @Test func whatIsNoPackageByItsBytesIsRefused() {
        #expect(throws: InstallerError.self) { try AgentPackage(name: "vedette-agent_1_amd64.deb", bytes: [1, 2]) }
    }

    private func write(_ bytes: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "installer-\(UUID().uuidString).sh"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func run(_ words: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
