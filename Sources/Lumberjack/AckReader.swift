// SPDX-License-Identifier: Apache-2.0

/// Reads what a server of Lumberjack version 2 answers, in whatever pieces it comes.
package struct AckReader: Sendable {
    private var queue = ByteQueue()
    private var failure: LumberjackError?

    package init() {}

    /// Adds bytes of the connection.
    package mutating func push(_ bytes: Span<UInt8>) {
        queue.append(bytes)
    }

    /// Adds bytes of the connection.
    package mutating func push(_ bytes: [UInt8]) {
        push(bytes.span)
    }

    /// The sequence that the next frame acknowledges, 0 for a sign of life; `nil` if more bytes must come. Whether an event of
    /// that sequence was ever sent is for the caller to judge.
    ///
    /// - Throws: what is wrong with the connection, and from then on.
    package mutating func next() throws(LumberjackError) -> UInt32? {
        if let failure { throw failure }
        do throws(LumberjackError.Reason) {
            guard let kind = try queue.frameKind() else { return nil }
            guard kind == FrameKind.acknowledgement else { throw .kind(kind) }
        } catch {
            let failure = LumberjackError(error, at: queue.offset)
            self.failure = failure
            throw failure
        }
        guard queue.count >= FrameKind.shortHeader else { return nil }
        let sequence = queue.number(at: 2)
        queue.drop(FrameKind.shortHeader)
        return sequence
    }
}
