// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Another program that runs as our child, in a process group of its own, with the reading end of what it says.
///
/// Foundation's `Process` is not used, as it learns of the end by a descriptor that all descendants inherit: a program that leaves something
/// running would seem to run on.
struct ChildProcess: ~Copyable {
    /// What came of looking for more of what it says.
    enum Reading {
        case some, silent, end
    }

    private let id: pid_t
    private let output: Int32

    /// Starts a program with no input, no descriptors but its outputs, and default signals.
    ///
    /// - Throws: `StartFailure`.
    init(_ program: BoundedProcess, environment: [String]) throws(StartFailure) {
        let pipe = try Pipe()
        defer { close(pipe.writing) }
        do throws(StartFailure) {
            id = try Self.spawn(program, environment, says: pipe.writing)
            output = pipe.reading
        } catch {
            close(pipe.reading)
            throw error
        }
    }

    deinit {
        _ = Self.end(id)
        close(output)
    }

    /// Whether it has ended. It stays known to the system until `end`, so that nothing else gets its number.
    var hasEnded: Bool {
        var state = unsafe siginfo_t()
        let answer = unsafe waitid(P_PID, id_t(id), &state, WEXITED | WNOHANG | WNOWAIT)
        return unsafe answer == 0 && state.si_signo == SIGCHLD
    }

    /// Waits for so many milliseconds at the most, and adds what it says meanwhile.
    func read(into bytes: inout [UInt8], waiting milliseconds: Int32) -> Reading {
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

    /// Ends it, if it has not ended, with all that it has started in its group; how it has ended. What has begun a session of its own
    /// goes on.
    consuming func end() -> BoundedProcess.Ending {
        let ending = Self.end(id)
        close(output)
        discard self
        return ending
    }

    private static func end(_ id: pid_t) -> BoundedProcess.Ending {
        // It was not waited for yet, so no other group can have its number.
        _ = kill(-id, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        return BoundedProcess.Ending(waitStatus: status)
    }

    private static func spawn(
        _ program: BoundedProcess, _ environment: [String], says output: Int32
    ) throws(StartFailure) -> pid_t {
        let arguments = CStrings([program.path] + program.arguments)
        let environment = CStrings(environment)
        let id = unsafe linux_spawn(
            program.path, arguments.pointers, environment.pointers, program.folder,
            program.answer == .errors ? -1 : output, program.answer == .output ? -1 : output)
        withExtendedLifetime((arguments, environment)) {}
        guard id > 0 else { throw StartFailure(code: -id) }
        return id
    }
}

/// A pipe whose ends no other child inherits. Whoever reads never waits; the writer does, as programs expect it.
private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws(StartFailure) {
        var ends: [Int32] = [-1, -1]
        let failure = unsafe linux_pipe(&ends)
        guard failure >= 0 else { throw StartFailure(code: -failure) }
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(writing, F_SETFL, 0)
    }
}

/// Texts as C has them, a null behind the last.
@safe final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        unsafe pointers = texts.map { unsafe strdup($0) } + [nil]
    }

    deinit {
        for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    }
}

/// Why a program could not be started.
package struct StartFailure: Error, Sendable, Hashable {
    /// As `errno` has it.
    package let code: Int32

    /// The reason in a few words, as the system has them.
    package var reason: String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
