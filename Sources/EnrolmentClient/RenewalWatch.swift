// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE
internal import Glibc
internal import NIOPosix

/// Renews a gateway's certificate whenever it is time, on a thread of its own.
///
/// It looks once when it begins, as the gateway may have been off, and then every hour. What cannot be renewed is tried again with the
/// next look; the certificate before is good for a month then.
package final class RenewalWatch: Sendable {
    private let pool: NIOThreadPool
    /// Milliseconds from one look to the next.
    private static let pause: Int32 = 3_600_000

    /// Begins to look.
    ///
    /// - Parameters:
    ///   - stop: a descriptor on which something is to be read, or whose other end is closed, when it is to end; it is not read from.
    ///   - tpm: where the TPM is, of a key that lies in one.
    ///   - now: the time, UTC.
    ///   - say: gets what is to be told, in one line, and the same only once in a row.
    package init(
        in directory: String, tpm: TCTI = .usual, stop: Int32, now: @escaping @Sendable () -> Instant,
        say: @escaping @Sendable (String) -> Void
    ) {
        pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        pool.submit { _ in
            let client = EnrolmentClient(directory: directory, tpm: tpm)
            var last = ""
            var wait = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
            repeat {
                let line = Self.look(client, now())
                if !line.isEmpty, line != last { say(line) }
                last = line
                _ = unsafe poll(&wait, 1, Self.pause)
            } while wait.revents == 0
        }
    }

    /// Waits until it has ended, which takes as long as a renewal that is under way.
    package func waitForEnd() { try? pool.syncShutdownGracefully() }

    /// Renews if it is time; what is to be told of it.
    private static func look(_ client: EnrolmentClient, _ now: Instant) -> String {
        do throws(EnrolmentFailure) {
            guard let renewed = try client.renewIfDue(at: now) else { return "" }
            let end = renewed.credentials.certificate.notAfter.rfc3339
            return "the certificate of \(renewed.gateway) was renewed, and is good until \(end)"
        } catch {
            return "the certificate was not renewed: \(error.message)"
        }
    }
}
