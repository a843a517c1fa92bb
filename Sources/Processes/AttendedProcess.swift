// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A program that runs as our child and gets a connection, as its descriptor 3, until one of them ends; it has no input and no output but
/// our standard error, and no other descriptor. Nobody waits for it: whoever has it looks from time to time whether it has ended.
///
/// It is to be started by a thread that lives as long as the process where the program calls `endWithParent`: the kernel goes by the thread.
package final class AttendedProcess {
    package let id: Int32
    private var ending: Int32?

    /// Starts a program, with the environment of this process.
    ///
    /// - Throws: `StartFailure`.
    package init(path: String, arguments: [String], connection: Int32) throws(StartFailure) {
        let words = CStrings([path] + arguments)
        let id = unsafe linux_spawn_with_connection(path, words.pointers, environ, ".", connection)
        withExtendedLifetime(words) {}
        guard id > 0 else { throw StartFailure(code: -id) }
        self.id = id
    }

    deinit {
        guard ending == nil else { return }
        _ = kill(id, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
    }

    /// How it has ended; `nil` while it runs.
    package func look() -> BoundedProcess.Ending? {
        if ending == nil {
            var status: Int32 = 0
            guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
            ending = status
        }
        return ending.map(BoundedProcess.Ending.init(waitStatus:))
    }

    /// Asks it to end, as a person would.
    package func terminate() {
        if ending == nil { _ = kill(id, SIGTERM) }
    }

    /// For the program: it gets a SIGTERM when `parent`, which has started it, ends, however that ends.
    ///
    /// - Returns: whether that is still our parent; if not, it has ended already.
    package static func endWithParent(_ parent: Int32) -> Bool { linux_end_with_parent(parent, SIGTERM) == 0 }
}

extension BoundedProcess.Ending {
    /// As wait(2) has it: the signal in the low seven bits, else the status in the next byte.
    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .status(status >> 8 & 0xff) : .signal(signal)
    }
}
