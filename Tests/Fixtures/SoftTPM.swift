// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import Foundation
internal import Glibc

/// A TPM in software (`swtpm`) that listens on a Unix socket, as one without a manager of its resources: with room for three objects.
package final class SoftTPM {
    private let folder: String
    private let state: String
    private var process: Process?

    /// Whether its program and OpenSSL's provider are there. In CI they must be: there a test that needs them fails instead.
    package static let isWanted =
        ProcessInfo.processInfo.environment["CI"] != nil
        || ["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: $0 + "/swtpm") }
            && TCTI.hasProvider
    package static let absence = "swtpm or tpm2-openssl is not installed"

    /// A new one, made of nothing.
    package init() throws {
        // Paths of Unix sockets are short.
        folder = "/tmp/swtpm-\(UInt32.random(in: .min ... .max))"
        state = folder + "/state"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The way to it.
    package var tcti: TCTI {
        get throws { try TCTI("swtpm:path=\(socketPath)") ?? { throw CocoaError(.fileNoSuchFile) }() }
    }

    private var socketPath: String { folder + "/socket" }

    /// Lets it run; it listens when this ends.
    package func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(state)", "--server", "type=unixio,path=\(socketPath)",
            "--ctrl", "type=unixio,path=\(socketPath).ctrl", "--flags", "not-need-init,startup-clear",
        ]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
        let deadline = Date().addingTimeInterval(60)
        while true {
            if let descriptor = connection() {
                close(descriptor)
                return
            }
            guard process.isRunning, Date() < deadline else { throw CocoaError(.executableLoad) }
            // It tells nobody when it listens.
            _ = poll(nil, 0, 2)
        }
    }

    /// Ends it as the loss of power does; what it keeps without power stays.
    package func stop() {
        guard let process = process.take() else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        for path in [socketPath, socketPath + ".ctrl"] { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Makes it anew, as the firmware's "clear TPM" does, and more thoroughly.
    package func clear() throws {
        stop()
        try FileManager.default.removeItem(atPath: state)
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try start()
    }

    /// How many objects, and how many sessions, it holds.
    package func handles() throws -> Int { try count(from: 0x80) + count(from: 0x02) }

    /// Gives its owner a password of four bytes. TPM2_HierarchyChangeAuth: TPM 2.0 Library, Part 3, 24.8.
    package func setOwnerPassword() throws {
        // The owner's handle, an empty password as it is by now, the new one.
        let command: [UInt8] =
            [0x80, 2, 0, 0, 0, 33, 0, 0, 1, 0x29, 0x40, 0, 0, 1] + [0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 1, 0, 0]
            + [0, 4, 1, 2, 3, 4]
        _ = try answer(to: command)
    }

    /// TPM2_GetCapability(TPM_CAP_HANDLES): TPM 2.0 Library, Part 3, 30.2.
    private func count(from kind: UInt8) throws -> Int {
        let answer = try answer(to: [0x80, 1, 0, 0, 0, 22, 0, 0, 1, 0x7A, 0, 0, 0, 1, kind, 0, 0, 0, 0, 0, 0, 64])
        guard answer.count >= 19 else { throw CocoaError(.fileReadCorruptFile) }
        return answer[15..<19].reduce(0) { $0 << 8 | Int($1) }
    }

    /// What it answers to a command, with success.
    private func answer(to command: [UInt8]) throws -> [UInt8] {
        guard let descriptor = connection() else { throw CocoaError(.fileReadNoPermission) }
        defer { close(descriptor) }
        var answer = [UInt8](repeating: 0, count: 512)
        guard unsafe write(descriptor, command, command.count) == command.count else {
            throw CocoaError(.fileWriteUnknown)
        }
        let count = unsafe read(descriptor, &answer, answer.count)
        guard count >= 10, answer[6..<10].allSatisfy({ $0 == 0 }) else { throw CocoaError(.fileReadCorruptFile) }
        return Array(answer.prefix(count))
    }

    private func connection() -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(socketPath.utf8)) }
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return nil
    }
}
