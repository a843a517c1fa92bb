// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Takes a stream of bytes apart into frames, however it is cut.
///
/// It holds what was appended and not yet taken: whoever calls `next()` until it gives nothing before appending more has never
/// more than one frame and one piece of the stream in memory. After an error it takes nothing and throws the same error again.
package struct FrameReader<Frame: Decodable> {
    private let limit: Int
    private var bytes: [UInt8] = []
    /// How many of `bytes` were taken.
    private var taken = 0
    private var failure: FrameError?

    /// One that allows so many bytes of JSON in a frame.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next piece of the stream.
    package mutating func append(_ piece: [UInt8]) {
        guard failure == nil else { return }
        if taken > 0 {
            bytes.removeFirst(taken)
            taken = 0
        }
        bytes += piece
    }

    /// The next frame; `nil` while not all of it has come.
    ///
    /// - Throws: where its length is over the limit, as soon as that is known, or it is none of this protocol.
    package mutating func next() throws(FrameError) -> Frame? {
        if let failure { throw failure }
        do throws(FrameError) {
            return try read()
        } catch {
            failure = error
            (bytes, taken) = ([], 0)
            throw error
        }
    }

    /// Whether a frame has begun that is not whole, as where a connection was cut.
    package var isWithinFrame: Bool { bytes.count > taken }

    private mutating func read() throws(FrameError) -> Frame? {
        guard bytes.count - taken >= 4 else { return nil }
        let length = bytes[taken..<taken + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= limit else { throw FrameError.tooLong(bytes: length, limit: limit) }
        guard bytes.count - taken - 4 >= length else { return nil }
        let json = Data(bytes[taken + 4..<taken + 4 + length])
        taken += 4 + length
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: FrameCoder.strange.positive, negativeInfinity: FrameCoder.strange.negative,
            nan: FrameCoder.strange.none)
        do { return try decoder.decode(Frame.self, from: json) } catch { throw FrameError(error) }
    }
}

extension FrameReader where Frame: ConsoleProtocol.Frame {
    /// One with the limit of its frames.
    package init() { self.init(limit: Frame.lengthLimit) }
}
