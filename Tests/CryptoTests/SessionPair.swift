// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A client and a server of TLS that are connected by arrays.
final class SessionPair {
    var client: TLSSession
    var server: TLSSession
    /// Why each side broke off.
    private(set) var clientFailure: TLSFailure?
    private(set) var serverFailure: TLSFailure?

    init(client: TLSContext, server: TLSContext) throws {
        let first = try TLSSession(client)
        let second = try TLSSession(server)
        self.client = first
        self.server = second
    }

    /// Moves bytes in pieces of `size` until neither side has any; what arrives in the clear is handed back.
    @discardableResult
    func settle(pieces size: Int = .max) -> (client: [UInt8], server: [UInt8]) {
        var arrived: (client: [UInt8], server: [UInt8]) = ([], [])
        if client.state == .handshake {
            do throws(TLSFailure) { try client.start() } catch { clientFailure = clientFailure ?? error }
        }
        while true {
            let toServer = client.ciphertext()
            let toClient = server.ciphertext()
            if toServer.isEmpty, toClient.isEmpty { return arrived }
            arrived.server += Self.move(toServer, size, &server, &serverFailure)
            arrived.client += Self.move(toClient, size, &client, &clientFailure)
        }
    }

    private static func move(
        _ bytes: [UInt8], _ size: Int, _ session: inout TLSSession, _ failure: inout TLSFailure?
    ) -> [UInt8] {
        var arrived: [UInt8] = []
        do throws(TLSFailure) {
            for start in stride(from: 0, to: bytes.count, by: min(size, max(1, bytes.count))) {
                try session.receive(Array(bytes[start..<min(bytes.count, start + min(size, bytes.count))]))
                arrived += try session.plaintext()
            }
        } catch {
            failure = failure ?? error
        }
        return arrived
    }
}
