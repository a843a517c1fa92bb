// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc
internal import Query

/// Another program that is run for its answer, within limits of time and size; no shell is between.
struct BoundedProcess {
    /// Which of its outputs is the answer; another one is thrown away.
    enum Answer {
        case output, errors, both
    }

    /// What came of it.
    enum Outcome {
        /// It ended by itself.
        case ended(status: Int32, answer: [UInt8])
        /// It said too much, or time was up, and it was killed; the answer is what it had said.
        case killed(answer: [UInt8])
    }

    var path: String
    var arguments: [String]
    /// Where it is started.
    var folder: String
    var answer: Answer
    /// It is killed when it has said more bytes than these.
    var answerMost = 16 << 20

    /// How long a look for the end of time may take to notice it, in milliseconds.
    private static let pause: Int32 = 50

    /// Runs it to its end, or until `cancellation`. It gets no input, and of the environment only where programs are.
    ///
    /// - Throws: what Foundation says where it cannot be started.
    func run(until cancellation: Cancellation) throws -> Outcome {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = answer == .errors ? FileHandle.nullDevice : pipe
        process.standardError = answer == .output ? FileHandle.nullDevice : pipe
        let hasEnded = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in hasEnded.signal() }
        try process.run()
        let (answer, isWhole) = read(pipe.fileHandleForReading.fileDescriptor, until: cancellation)
        while isWhole, !cancellation.isCancelled {
            guard hasEnded.wait(timeout: .now() + .milliseconds(Int(Self.pause))) == .success else { continue }
            return .ended(status: process.terminationStatus, answer: answer)
        }
        // Foundation starts it in a process group of its own, so what it has started goes as well.
        if process.isRunning { _ = kill(-process.processIdentifier, SIGKILL) }
        _ = hasEnded.wait(timeout: .now() + .seconds(1))
        return .killed(answer: answer)
    }

    /// What comes, and whether that is all until the end: not where it is too much or time is up.
    private func read(_ descriptor: Int32, until cancellation: Cancellation) -> (bytes: [UInt8], isWhole: Bool) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= answerMost, !cancellation.isCancelled {
            var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wish, 1, Self.pause) != 0 else { continue }
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 || errno != EINTR {
                return (bytes, true)
            }
        }
        return (bytes, false)
    }
}
