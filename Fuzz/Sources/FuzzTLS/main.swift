// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import Crypto
internal import EVE

/// A station and a gateway, made once.
private struct Contexts {
    let server: TLSContext
    let client: TLSContext
    let gateway: Certificate
    let authority: CertificateAuthority

    init() throws {
        let always = CertificateAuthority.Lifetime(
            from: Instant(seconds: 1_577_836_800), to: Instant(seconds: 4_102_444_800))
        let authority = try CertificateAuthority(
            commonName: "Station", key: PrivateKey(), serial: 1, lifetime: always)
        func identity(_ purpose: CertificateAuthority.Purpose) throws -> TLSIdentity {
            let key = try PrivateKey()
            let made = try authority.certificate(
                for: CertificateRequest(commonName: "fuzz", key: key), commonName: "fuzz", purpose: purpose, serial: 2,
                lifetime: always)
            return try TLSIdentity(certificate: made, key: key)
        }
        let own = try identity(.client)
        self.authority = authority
        gateway = own.chain[0]
        server = try TLSContext(
            serverWith: identity(.server), clientsOf: [authority.certificate], isRevoked: { _ in false })
        client = try TLSContext(clientOf: .authorities([authority.certificate], name: nil), identity: own)
    }
}

/// Reads an input as a script of changes.
private struct Script {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func next() -> Int? { rest.popFirst().map(Int.init) }

    /// `bytes` with up to three changes: another byte, one less, one more, or a piece again.
    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<3 {
            guard let kind = next(), kind % 8 < 4, let high = next(), let low = next(), !bytes.isEmpty else {
                return bytes
            }
            let place = (high << 8 | low) % bytes.count
            switch kind % 8 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next() ?? 0)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8(truncatingIfNeeded: next() ?? 0), at: place)
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 64)], at: place)
            }
        }
        return bytes
    }
}

/// Gives bytes to a session, in pieces; what comes out in the clear is handed back.
private func give(_ bytes: [UInt8], to session: inout TLSSession, pieces size: Int) -> [UInt8] {
    var arrived: [UInt8] = []
    do throws(TLSFailure) {
        for start in stride(from: 0, to: bytes.count, by: size) {
            try session.receive(Array(bytes[start..<min(bytes.count, start + size)]))
            arrived += try session.plaintext()
        }
    } catch {
        precondition(session.state == .failed, "a failure that does not end the session")
        _ = error.description
    }
    return arrived
}

/// A whole connection, whose bytes are changed on the way.
private func connect(_ contexts: Contexts, _ bytes: [UInt8]) throws {
    var script = Script(bytes)
    var client = try TLSSession(contexts.client)
    var server = try TLSSession(contexts.server)
    try client.start()
    let size = 1 + (script.next() ?? 255) * 64
    let message = Array("a message from the gateway, of which no other byte may arrive".utf8)
    var arrived: [UInt8] = []
    var hasSent = false
    for _ in 0..<8 {
        arrived += give(script.changed(client.ciphertext()), to: &server, pieces: size)
        _ = give(script.changed(server.ciphertext()), to: &client, pieces: size)
        if client.state == .active, !hasSent {
            hasSent = true
            try client.send(message)
            client.close()
        }
    }
    precondition(message.starts(with: arrived), "bytes came out that nobody sent")
    if let peer = server.peer { precondition(peer.certificate == contexts.gateway, "somebody else is the peer") }
    precondition(arrived.isEmpty || server.peer != nil || server.state == .failed, "bytes of nobody")
    try? server.receiveEnd()
    server.close()
    _ = server.ciphertext()
}

private let contexts = try Contexts()
var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    if let certificate = try? Certificate(der: bytes) {
        _ = try? certificate.publicKey()
        _ = certificate.isSigned(by: contexts.authority.certificate)
    }
    _ = try? Certificate.all(pem: bytes)
    _ = try? CertificateRequest(der: bytes)
    _ = try? PrivateKey(pem: bytes)
    _ = try? PublicKey(der: bytes)
    if var server = try? TLSSession(contexts.server) {
        let arrived = give(bytes, to: &server, pieces: 100)
        precondition(arrived.isEmpty && server.peer == nil, "bytes came out before a handshake")
        _ = server.ciphertext()
    }
    try? connect(contexts, bytes)
    return 0
}
