// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import Foundation

/// A software TPM (`swtpm`) on a Unix socket in a folder of its own, made by `swtpm_setup` with certificates of a maker of its own. Nothing manages its
/// resources: it has room for three objects.
package final class SoftwareTPM {
    /// What is wrong with a test's surroundings.
    package struct Failure: Error {
        package let what: String

        package init(what: String) { self.what = what }
    }

    private static let programs = ["swtpm", "swtpm_setup", "swtpm_ioctl", "tpm2_pcrextend", "tpm2_getcap"]

    /// Whether tests that need the programs are to run: where these are absent they are skipped, but not by CI, which has them.
    package static let isExpected =
        ProcessInfo.processInfo.environment["CI"] == "true"
        || programs.allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0) }
    /// The same for tests of keys, which need OpenSSL's provider, too.
    package static let isExpectedForKeys =
        ProcessInfo.processInfo.environment["CI"] == "true" || isExpected && TCTI.hasProvider
    /// Why tests are skipped.
    package static let absence = "swtpm, tpm2-tools or, for keys, tpm2-openssl is not installed"

    /// A short path: that of a socket has little room.
    package let folder: String
    private var process: Process?

    /// Makes one, and starts it.
    ///
    /// - Parameter isCertified: whether it has endorsement keys and their certificates.
    package init(isCertified: Bool = true) throws {
        folder = "/tmp/vd-tpm-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder + "/maker", withIntermediateDirectories: true)
        try write(
            """
            create_certs_tool = /usr/bin/swtpm_localca
            create_certs_tool_config = \(folder)/maker.conf
            create_certs_tool_options = \(folder)/maker.options
            active_pcr_banks = sha256

            """, "setup.conf")
        try write(
            """
            statedir = \(folder)/maker
            signingkey = \(folder)/maker/key.pem
            issuercert = \(folder)/maker/issuer.pem
            certserial = \(folder)/maker/serial

            """, "maker.conf")
        try write("--platform-manufacturer Vedette\n--platform-version 1\n--platform-model Test\n", "maker.options")
        var arguments = ["--tpm2", "--tpmstate", folder + "/state", "--config", folder + "/setup.conf"]
        if isCertified { arguments.append("--create-ek-cert") }
        if geteuid() == 0 { arguments += ["--runas", "root"] }
        try Self.run("swtpm_setup", arguments)
        try start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    package var socket: String { folder + "/tpm.sock" }
    /// As the stack and the agent write it.
    package var address: String { "swtpm:path=" + socket }
    /// As OpenSSL's provider takes it.
    package var tcti: TCTI {
        get throws { try TCTI(address) ?? { throw Failure(what: "no way to \(address)") }() }
    }

    /// The files of its maker's certificates, PEM: the root, and what is between.
    package var makerFiles: (root: String, issuer: String) {
        (folder + "/maker/swtpm-localca-rootca-cert.pem", folder + "/maker/issuer.pem")
    }

    /// The certificates of its maker, PEM: the root, and what is between.
    package func makers() throws -> (root: [UInt8], issuer: [UInt8]) {
        func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
        return (try bytes(makerFiles.root), try bytes(makerFiles.issuer))
    }

    /// Powers it on.
    package func start() throws {
        for path in [socket, socket + ".ctrl"] { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/swtpm")
        process.arguments = [
            "socket", "--tpm2", "--tpmstate", "dir=\(folder)/state", "--server", "type=unixio,path=\(socket)", "--ctrl",
            "type=unixio,path=\(socket).ctrl", "--flags", "not-need-init,startup-clear",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        // Its sockets are there before it listens on them.
        let end = Date().addingTimeInterval(60)
        while (try? Self.run("swtpm_ioctl", ["--unix", socket + ".ctrl", "-g"])) == nil {
            guard process.isRunning, Date() < end else { throw Failure(what: "swtpm does not come") }
            usleep(2000)
        }
    }

    /// Cuts its power; what it keeps without stays.
    package func stop() {
        guard let process else { return }
        // A test's process lets SIGTERM wait, and so do its children.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    /// Has it hang: it takes commands and answers none.
    package func hang() { if let process { kill(process.processIdentifier, SIGSTOP) } }

    /// Resets it, as a machine that starts does; nobody has started it then.
    package func reset() throws { try Self.run("swtpm_ioctl", ["--unix", socket + ".ctrl", "-i"]) }

    /// Measures something into a register, behind everybody's back.
    package func extend(_ register: Int, by value: UInt8 = 1) throws {
        let digits = String(repeating: "0", count: 62) + (value < 16 ? "0" : "") + String(value, radix: 16)
        try Self.run("tpm2_pcrextend", ["\(register):sha256=\(digits)"], address: address)
    }

    /// Puts bytes where a certificate of an endorsement key stands.
    package func certify(_ index: String, by bytes: [UInt8]) throws {
        let file = folder + "/certificate"
        try Data(bytes).write(to: URL(filePath: file))
        try Self.run(
            "tpm2_nvdefine",
            ["0x" + index, "-C", "o", "-s", "\(bytes.count)", "-a", "ownerwrite|ownerread|authread"], address: address)
        try Self.run("tpm2_nvwrite", ["0x" + index, "-C", "o", "-i", file], address: address)
    }

    /// What an owner does who gives it away.
    package func clear() throws { try Self.run("tpm2_clear", [], address: address) }

    /// Gives its owner a password.
    package func setOwnerPassword() throws {
        try Self.run("tpm2_changeauth", ["-c", "owner", "hex:01020304"], address: address)
    }

    /// How many objects, and how many sessions, it holds.
    package func handles() throws -> Int {
        try ["handles-transient", "handles-loaded-session"].reduce(0) { count, kind in
            let lines = try Self.run("tpm2_getcap", [kind], address: address).split(separator: "\n")
            return count + lines.count { $0.hasPrefix("- 0x") }
        }
    }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
    }

    /// What a program says that ends well.
    @discardableResult
    private static func run(_ program: String, _ arguments: [String], address: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/" + program)
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["TPM2TOOLS_TCTI"] = address
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(what: "\(program): \(text.suffix(400))") }
        return text
    }
}
