// SPDX-License-Identifier: Apache-2.0

extension TLSSession {
    /// Takes bytes of the network, as `receive` of a span does.
    package mutating func receive(_ bytes: [UInt8]) throws(TLSFailure) { unsafe try receive(bytes.span.bytes) }

    /// All that has arrived in the clear, at most `limit` bytes; empty if nothing has.
    package mutating func plaintext(limit: Int = 1 << 20) throws(TLSFailure) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < limit {
            let piece = try plaintextPiece(min(Self.pieceSize, limit - all.count))
            if piece.isEmpty { break }
            all += piece
        }
        return all
    }

    private mutating func plaintextPiece(_ size: Int) throws(TLSFailure) -> [UInt8] {
        var failure: TLSFailure?
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var span = unsafe OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(buffer), initializedCount: 0)
            do throws(TLSFailure) { try plaintext(into: &span) } catch { failure = error }
            count = unsafe span.finalize(for: UnsafeMutableRawBufferPointer(buffer))
        }
        if let failure { throw failure }
        return piece
    }

    /// Sends bytes in the clear, as `send` of a span does.
    package mutating func send(_ bytes: [UInt8]) throws(TLSFailure) { unsafe try send(bytes.span.bytes) }

    /// All that is to be sent over the network; empty if nothing is.
    package mutating func ciphertext() -> [UInt8] {
        var all: [UInt8] = []
        ciphertext { span in all = unsafe span.withUnsafeBytes { unsafe [UInt8]($0) } }
        return all
    }
}
