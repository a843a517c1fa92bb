// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation
internal import Glibc

/// Where messages go, a line of JSON each.
package struct MessageOutput: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Writes a message as one line. Where nobody reads any more, the process ends as if it were told to.
    package func say(_ message: WorkerMessage) {
        var rest = Self.line(of: message)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                _ = raise(SIGTERM)
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    /// A message that is longer than lines may be is told as a failure, as nobody would hear of what it says; how far a job is may go untold.
    static func line(of message: WorkerMessage) -> [UInt8] {
        if let line = try? JSONEncoder().encode(message), line.count < WorkerMessage.lengthLimit {
            return line + [0x0a]
        }
        if case .progress = message { return [] }
        let failure = JobFailure(
            .output,
            "what is to be told of it is longer than \(WorkerMessage.lengthLimit >> 20) MiB: process fewer files at a time"
        )
        return ((try? JSONEncoder().encode(WorkerMessage.failed(failure, nil))) ?? Data()) + [0x0a]
    }
}
