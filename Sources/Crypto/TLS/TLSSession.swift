// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// One side of a TLS connection in memory: bytes of the network go in and come out, and bytes of the program.
///
/// Whoever moves the bytes calls, after `start`, `receive`, `plaintext`, `send` and `close`, and after a throw of any of these too, takes
/// `ciphertext`, since there may be something to be sent, such as an alert. What comes in should be given in pieces of about
/// `pieceSize` bytes, with `plaintext` taken after each, so that little waits here.
///
/// A session belongs to one thread at a time.
@safe
package struct TLSSession: ~Copyable {
    /// How far a session is.
    package enum State: Hashable, Sendable {
        case handshake
        /// Both sides may send, unless they have closed.
        case active
        /// It broke; nothing goes in or out but what `ciphertext` has left.
        case failed
    }

    /// A good size for the pieces of `receive`: a record of TLS, about.
    package static let pieceSize = 16 << 10
    /// The most bytes of a handshake that are taken from a peer.
    package static let handshakeLimit = 128 << 10

    package private(set) var state = State.handshake
    /// Whether the peer has said that it sends nothing more, or its end of the connection is closed.
    package private(set) var isEndedByPeer = false
    /// Whether this side has said that it sends nothing more.
    package private(set) var isClosed = false

    private let session: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private let context: TLSContext
    private let shown = ShownCertificate()
    private var handshakeBytes = 0

    /// A new session of a context.
    package init(_ context: TLSContext) throws(CryptoError) {
        let session = try unsafe context.newSession()
        guard let input = unsafe crypto_new_open_bio() else {
            unsafe SSL_free(session)
            throw .failed("begin a TLS session", reason: "no memory")
        }
        guard let output = unsafe crypto_new_open_bio() else {
            unsafe BIO_free(input)
            unsafe SSL_free(session)
            throw .failed("begin a TLS session", reason: "no memory")
        }
        unsafe SSL_set_bio(session, input, output)
        unsafe SSL_set_ex_data(session, 0, Unmanaged.passUnretained(shown).toOpaque())
        unsafe self.session = session
        unsafe self.input = input
        unsafe self.output = output
        self.context = context
    }

    deinit {
        unsafe SSL_free(session)
    }

    /// The certificate that the peer has shown, also if it was refused; `nil` without one.
    package var shownCertificate: Certificate? { shown.certificate }

    /// Who the peer is, once the handshake is done; `nil` before.
    package var peer: TLSPeer? {
        guard state == .active else { return nil }
        let cipher = unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(session))
        return unsafe TLSPeer(
            certificate: shown.certificate, version: String(cString: SSL_get_version(session)),
            cipher: cipher.map { unsafe String(cString: $0) } ?? "")
    }

    /// Begins the handshake. A client then has its first message to be sent; a server waits for one.
    package mutating func start() throws(TLSFailure) {
        try shakeHands()
    }

    /// Takes bytes of the network. They are passed over once the peer has ended, or the session has failed.
    package mutating func receive(_ bytes: borrowing RawSpan) throws(TLSFailure) {
        var offset = 0
        while offset < bytes.byteCount, state != .failed, !isEndedByPeer {
            let isShaking = state == .handshake
            let count = isShaking ? min(bytes.byteCount - offset, Self.pieceSize) : bytes.byteCount - offset
            put(bytes.extracting(offset..<offset + count))
            offset += count
            guard isShaking else { continue }
            handshakeBytes += count
            try shakeHands()
            if state == .handshake, handshakeBytes > Self.handshakeLimit {
                state = .failed
                throw .handshakeTooLarge(limit: Self.handshakeLimit)
            }
        }
    }

    /// Tells that the peer's end of the connection is closed. Without a farewell that is an end like any other.
    ///
    /// - Throws: `closedInHandshake` before the handshake is done.
    package mutating func receiveEnd() throws(TLSFailure) {
        isEndedByPeer = true
        guard state == .handshake else { return }
        state = .failed
        throw .closedInHandshake
    }

    /// Adds what has arrived in the clear, as far as there is room; nothing if nothing has.
    package mutating func plaintext(into span: inout OutputRawSpan) throws(TLSFailure) {
        while state == .active, span.freeCapacity > 0 {
            let session = unsafe session
            var count = 0
            ERR_clear_error()
            let result = unsafe span.withUnsafeMutableBytes { buffer, filled in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                let result = unsafe SSL_read_ex(session, free.baseAddress, free.count, &count)
                if result == 1 { filled += count }
                return result
            }
            if result == 1 { continue }
            switch unsafe SSL_get_error(session, result) {
            case SSL_ERROR_WANT_READ: return
            case SSL_ERROR_ZERO_RETURN:
                isEndedByPeer = true
                return
            default: throw fail()
            }
        }
    }

    /// Sends bytes in the clear, all of them: they are in `ciphertext` afterwards.
    ///
    /// - Throws: `notActive` in the handshake and after `close`.
    package mutating func send(_ bytes: borrowing RawSpan) throws(TLSFailure) {
        guard state == .active, !isClosed else { throw .notActive }
        guard bytes.byteCount > 0 else { return }
        ERR_clear_error()
        let session = unsafe session
        let isSent = unsafe bytes.withUnsafeBytes { buffer in
            var count = 0
            return unsafe SSL_write_ex(session, buffer.baseAddress, buffer.count, &count) == 1 && count == buffer.count
        }
        guard isSent else { throw fail() }
    }

    /// Takes what is to be sent over the network: hands it to `body` and forgets it. Nothing is called without any.
    package mutating func ciphertext(_ body: (borrowing RawSpan) -> Void) {
        var start: UnsafePointer<CChar>?
        let count = unsafe crypto_bio_bytes(output, &start)
        guard count > 0, let start = unsafe start else { return }
        body(unsafe RawSpan(_unsafeStart: UnsafeRawPointer(start), byteCount: count))
        unsafe crypto_bio_empty(output)
    }

    /// Says farewell: this side sends nothing more, but goes on receiving. In the handshake there is nothing to be said.
    package mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        guard state == .active else { return }
        ERR_clear_error()
        unsafe SSL_shutdown(session)
        ERR_clear_error()
    }

    private func put(_ bytes: borrowing RawSpan) {
        // A memory BIO takes everything that memory is there for.
        unsafe bytes.withUnsafeBytes { buffer in
            var count = 0
            unsafe BIO_write_ex(input, buffer.baseAddress, buffer.count, &count)
        }
    }

    private mutating func shakeHands() throws(TLSFailure) {
        guard state == .handshake else { return }
        ERR_clear_error()
        let result = unsafe SSL_do_handshake(session)
        if result == 1 {
            state = .active
        } else if unsafe SSL_get_error(session, result) != SSL_ERROR_WANT_READ {
            throw fail()
        }
    }

    private mutating func fail() -> TLSFailure {
        state = .failed
        if let problem = context.ownKey?.takeProblem() {
            ERR_clear_error()
            return .ownKey(problem)
        }
        return unsafe TLSFailure.take(of: session, isPinned: context.check.pin != nil)
    }
}
