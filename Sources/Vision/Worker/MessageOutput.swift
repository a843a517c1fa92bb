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
        guard var line = try? JSONEncoder().encode(message), line.count < WorkerMessage.lengthLimit else { return }
        line.append(0x0a)
        var rest = [UInt8](line)[...]
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
}
