// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that the demo runs, and that ends with the demo however that ends: a shell between them holds a pipe whose other end is gone then.
final class DemoProcess: Sendable {
    private struct Running {
        let process: Process
        let pipe: Pipe
    }

    private let running: Mutex<Running?>

    /// What the shell does: it lets the program run, waits for the pipe to be closed, and ends the program as the loss of power does.
    private static let script = "\"$@\" & program=$!; read -r _; kill -9 $program 2>/dev/null; wait"

    init(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        let pipe = Pipe()
        // Whatever else held the other end would keep the program alive.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.script, "sh", program] + arguments
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        running = Mutex(Running(process: process, pipe: pipe))
    }

    /// Ends it and waits for that.
    func end() {
        running.withLock { running in
            guard let ending = running.take() else { return }
            try? ending.pipe.fileHandleForWriting.close()
            ending.process.waitUntilExit()
        }
    }
}
