// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import Foundation

/// The program `openssl`, a peer that this project has not written.
struct OpenSSLProgram: ~Copyable {
    private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/openssl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether tests with it run: where it is installed, and in CI in any case.
    static let isExpected = path != nil || ProcessInfo.processInfo.environment["CI"] != nil

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let folder: URL

    /// Starts it in a folder with the files `@ca`, `@cert` and `@key`; it can read `text` and then an end.
    init(_ arguments: [String], _ authority: Certificate, _ identity: TLSIdentity, input text: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let files = try ["@ca": authority.pem(), "@cert": identity.chain[0].pem(), "@key": identity.key.pem()]
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        process.executableURL = URL(filePath: Self.path ?? "openssl")
        process.currentDirectoryURL = folder
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
    }

    deinit {
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What it prints up to and with the first line that holds `text`; all, if there is none.
    func read(until text: String) -> String {
        var all = Data()
        while true {
            let line = output.fileHandleForReading.readData(ofLength: 1)
            if line.isEmpty { break }
            all += line
            if line == Data([10]), String(decoding: all, as: UTF8.self).contains(text) { break }
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// What else it prints before it ends.
    func finish() -> String {
        let rest = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: rest, as: UTF8.self)
    }
}
