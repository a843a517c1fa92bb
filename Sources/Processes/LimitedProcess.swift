// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A program that runs as our child within limits of processor time and memory, is told something on its input, and says something on its
/// output; no shell is between. What it says as errors is thrown away.
///
/// One thread starts and uses it: the kernel kills it when that thread ends, however that ends, and so when the process does.
package final class LimitedProcess {
    /// What it may use.
    package struct Limits: Sendable, Hashable {
        /// Seconds of processor time, all its threads together; `nil` for as many as it needs.
        package var processorSeconds: Int?
        /// Bytes of memory of its own; `nil` for as many as it needs.
        package var memoryBytes: Int?
        /// By how much it stands back for other programs, 0 to 19.
        package var niceness = 0

        package init(processorSeconds: Int? = nil, memoryBytes: Int? = nil, niceness: Int = 0) {
            self.processorSeconds = processorSeconds
            self.memoryBytes = memoryBytes
            self.niceness = niceness
        }
    }

    /// What came of looking for more of what it says.
    package enum Reading: Sendable {
        case some, silent, end
    }

    private let id: pid_t
    private var input: Int32
    private let output: Int32
    private var ending: BoundedProcess.Ending?

    /// How long it may take to read what it is told, in milliseconds.
    private static let patience: Int32 = 10_000

    /// Starts a program.
    ///
    /// - Parameter environment: texts `NAME=value`; it gets nothing else of ours.
    /// - Throws: `StartFailure`.
    package init(
        path: String, arguments: [String], environment: [String], limits: Limits
    ) throws(StartFailure) {
        let words = CStrings([path] + arguments)
        let surroundings = CStrings(environment)
        var bounds = linux_limits(
            processor_seconds: UInt64(clamping: limits.processorSeconds ?? 0),
            memory_bytes: UInt64(clamping: limits.memoryBytes ?? 0),
            niceness: Int32(min(max(0, limits.niceness), 19)))
        var ends: [Int32] = [-1, -1]
        let id = unsafe linux_spawn_limited(path, words.pointers, surroundings.pointers, &bounds, &ends)
        withExtendedLifetime((words, surroundings)) {}
        guard id > 0 else { throw StartFailure(code: -id) }
        self.id = id
        (input, output) = (ends[0], ends[1])
        _ = linux_socket_patience(input, Self.patience, Self.patience)
    }

    deinit {
        _ = end()
        if input >= 0 { close(input) }
        close(output)
    }

    /// Writes to its input and closes that; whether it took all, which a program that has ended does not.
    package func tell(_ bytes: [UInt8]) -> Bool {
        guard input >= 0 else { return false }
        var start = 0
        while start < bytes.count {
            let sent = unsafe bytes.withUnsafeBytes { bytes in
                unsafe linux_socket_send(input, bytes.baseAddress?.advanced(by: start), bytes.count - start, 1)
            }
            guard sent > 0 else { break }
            start += Int(sent)
        }
        close(input)
        input = -1
        return start == bytes.count
    }

    /// Waits for so many milliseconds at the most, and adds what it says meanwhile, some ten thousand bytes at the most.
    package func read(into bytes: inout [UInt8], waiting milliseconds: Int32) -> Reading {
        var wish = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        // A signal ends the waiting as well.
        guard unsafe poll(&wish, 1, milliseconds) > 0 else { return .silent }
        let count = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 << 16) { buffer in
            let count = unsafe Glibc.read(output, buffer.baseAddress, buffer.count)
            if count > 0 { unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count])) }
            return count
        }
        if count > 0 { return .some }
        return count == 0 || (errno != EINTR && errno != EAGAIN) ? .end : .silent
    }

    /// Whether it has ended. It stays known to the system until `end`, so that nothing else gets its number.
    package var hasEnded: Bool {
        guard ending == nil else { return true }
        var state = unsafe siginfo_t()
        let answer = unsafe waitid(P_PID, id_t(id), &state, WEXITED | WNOHANG | WNOWAIT)
        return unsafe answer == 0 && state.si_signo == SIGCHLD
    }

    /// Asks it to end, as a person would.
    package func terminate() {
        if ending == nil { _ = kill(id, SIGTERM) }
    }

    /// Ends it, if it has not ended, with all that it has started in its group; how it has ended.
    package func end() -> BoundedProcess.Ending {
        if let ending { return ending }
        // It was not waited for yet, so no other group can have its number.
        _ = kill(-id, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        let ending = BoundedProcess.Ending(waitStatus: status)
        self.ending = ending
        return ending
    }
}
