// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// All tests of the built program. They run one after the other: each of them keeps the machine busy with processes.
@Suite("The program", .serialized)
enum ProgramTests {}

/// The built program, and other programs that it is compared with.
enum Program {
    /// The program under test: VEDETTE_PROGRAM, or what was built beside these tests.
    static let path =
        ProcessInfo.processInfo.environment["VEDETTE_PROGRAM"]
        ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "vedette").path

    /// What a process wrote and how it ended.
    struct Result {
        /// The exit code; 128 and the signal's number where one ended it.
        var code: Int32
        var output: Data
        var errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
        /// The lines on standard error.
        var errorLines: [Substring] { errors.split(separator: "\n") }
        /// The output's lines, as bytes.
        var lines: [Data] { output.split(separator: UInt8(ascii: "\n")) }
    }

    /// Runs the program to its end, in a home of the test's own.
    static func run(
        _ arguments: [String], in room: Room, input: String? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        let call = try Running(path, arguments, in: room, input: input, environment: environment)
        return try call.result()
    }

    /// Runs a shell script to its end; what it needs of the outside comes as its arguments `$1`, `$2`...
    static func shell(_ script: String, _ arguments: [String] = [], in room: Room) throws -> Data {
        let result = try Running("/bin/sh", ["-euc", script, "sh"] + arguments, in: room).result()
        try #require(result.code == 0, "\(script): \(result.errors)")
        return result.output
    }

    /// Whether a program is on the PATH.
    static func isInstalled(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}

/// A process that a test has started. It does not outlive the test.
///
/// It is not Foundation's, which holds a process for alive as long as a daemon that it left behind, as tmux does.
final class Running {
    typealias Result = Program.Result

    /// The process could not be started.
    struct Unstartable: Error {
        var path: String
        var code: Int32
    }

    /// The process did not end in time and was killed.
    struct Hangs: Error {
        var call: String
    }

    private let call: String
    let pid: pid_t
    private let outputPath: String
    private let errorPath: String
    private var status: Int32?

    /// Starts `executable`. Output goes through files, so that no pipe can fill up and hold it.
    init(
        _ executable: String, _ arguments: [String], in room: Room, input: String? = nil,
        environment: [String: String] = [:]
    ) throws {
        let stem = room.file("call-\(UUID().uuidString)")
        outputPath = stem + ".out"
        errorPath = stem + ".err"
        call = ([executable] + arguments).joined(separator: " ")
        let variables = room.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let creating = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, outputPath, creating, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errorPath, creating, 0o600)
        // Threads that run tests may have signals blocked, and what is blocked stays so in a child.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let argv = CStrings([executable] + arguments)
        let envp = CStrings(variables)
        var child: pid_t = 0
        let code = unsafe posix_spawn(&child, executable, &actions, &attributes, argv.pointers, envp.pointers)
        guard code == 0 else { throw Unstartable(path: executable, code: code) }
        pid = child
    }

    deinit {
        send(SIGKILL)
        wait(0)
    }

    var isRunning: Bool {
        wait(WNOHANG)
        return status == nil
    }

    /// What it has written to standard error until now.
    var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

    /// Sends a signal, unless it has been seen to have ended.
    func send(_ signal: Int32) {
        if status == nil { _ = kill(pid, signal) }
    }

    private func wait(_ options: Int32) {
        var found: Int32 = 0
        if status == nil, unsafe waitpid(pid, &found, options) == pid { status = found }
    }

    /// Waits for its end. Debug builds on a busy machine are slow; the limit only catches what hangs.
    func result(within seconds: Double = 300) throws -> Result {
        let hasEnded = eventually(within: seconds, pause: 0.002) { !isRunning }
        guard hasEnded, let status else { throw Hangs(call: call) }
        // The low seven bits are the signal that ended it. Source: wait(2), WIFEXITED and others.
        let signal = status & 0x7F
        return Result(
            code: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
            output: try Data(contentsOf: URL(filePath: outputPath)), errors: errors)
    }
}

/// Strings as C's vector of them, ended by null.
@safe private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: count + 1)
        for (index, text) in strings.enumerated() { unsafe pointers[index] = strdup(text) }
        unsafe pointers[count] = nil
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
