// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// Why zlib bytes could not be read.
package enum ZlibError: Error, Sendable, Hashable {
    /// They are damaged, or something else.
    case corrupt
    /// They want a dictionary.
    case unsupported
    /// The system has no memory left.
    case outOfMemory
}

/// Reads one zlib stream (RFC 1950) piece by piece into pieces no larger than asked for; at most about 44 KiB of memory
/// whatever the input says. It holds no input.
@safe package struct ZlibInflater: ~Copyable {
    /// What one call did.
    package struct Step: Sendable, Hashable {
        /// How many bytes of the input it used up.
        package var consumed: Int
        /// How many bytes it appended.
        package var produced: Int
        /// Whether the stream has ended, its checksum being right; what follows in the input is no part of it.
        package var isAtEnd: Bool
    }

    private static let pieceMost = 16 << 10

    private let stream: UnsafeMutablePointer<z_stream>

    /// An inflater at the beginning of a stream.
    ///
    /// - Throws: `outOfMemory`.
    package init() throws(ZlibError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // The macro inflateInit is not visible in Swift.
        guard unsafe inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Reads some of `input` and appends at most `limit` bytes (and no more than 16 KiB) to `output`. Where it neither consumes
    /// nor produces, it needs more input.
    ///
    /// - Throws: what is wrong with the input, after everything good before it has been appended, and from then on.
    package mutating func inflate(
        _ input: Span<UInt8>, into output: inout [UInt8], limit: Int
    ) throws(ZlibError) -> Step {
        // zlib counts in 32 bits; what does not fit is left for the next call.
        let offered = UInt32(clamping: input.count)
        let room = min(max(limit, 0), Self.pieceMost)
        let start = output.count
        let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { target in
            let outcome = unsafe input.withUnsafeBufferPointer { source in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.pointee.avail_in = offered
                unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: Bytef.self)
                unsafe stream.pointee.avail_out = UInt32(room)
                return unsafe CCompression.inflate(stream, Z_NO_FLUSH)
            }
            let produced = unsafe room - Int(stream.pointee.avail_out)
            unsafe output.append(contentsOf: target.prefix(produced))
            return outcome
        }
        let consumed = unsafe Int(offered - stream.pointee.avail_in)
        let step = Step(consumed: consumed, produced: output.count - start, isAtEnd: outcome == Z_STREAM_END)
        // An error is given again by the next call.
        if step.produced > 0 { return step }
        switch outcome {
        // No progress possible is no failure: more input or more room is wanted.
        case Z_OK, Z_BUF_ERROR, Z_STREAM_END: return step
        case Z_NEED_DICT: throw .unsupported
        case Z_MEM_ERROR: throw .outOfMemory
        default: throw .corrupt
        }
    }
}
