// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// Makes zlib streams (RFC 1950), one after the other, from bytes that come in pieces; about 270 KiB of memory.
@safe package struct ZlibDeflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// A deflater at zlib's level from 1 (fast) to 9 (small); values outside are clamped.
    ///
    /// - Throws: `outOfMemory`.
    package init(level: Int) throws(ZlibError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let clamped = Int32(min(max(level, 1), 9))
        // The macro deflateInit is not visible in Swift.
        guard unsafe deflateInit_(stream, clamped, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Takes `bytes` into the stream and appends to `output` what comes out of it by now.
    package mutating func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var rest = bytes
        while !rest.isEmpty {
            let consumed = step(rest, Z_NO_FLUSH, into: &output).consumed
            rest = rest.extracting(droppingFirst: consumed)
        }
    }

    /// Ends the stream and appends the rest of it to `output`; a new stream may begin.
    package mutating func finish(into output: inout [UInt8]) {
        while !step(Span(), Z_FINISH, into: &output).isAtEnd {}
        unsafe deflateReset(stream)
    }

    private mutating func step(
        _ input: Span<UInt8>, _ flush: Int32, into output: inout [UInt8]
    ) -> (consumed: Int, isAtEnd: Bool) {
        let room = 16 << 10
        // zlib counts in 32 bits; what does not fit is left for the next step.
        let offered = UInt32(clamping: input.count)
        let outcome = unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { target in
            let outcome = unsafe input.withUnsafeBufferPointer { source in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.pointee.avail_in = offered
                unsafe stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: Bytef.self)
                unsafe stream.pointee.avail_out = UInt32(room)
                return unsafe deflate(stream, flush)
            }
            unsafe output.append(contentsOf: target.prefix(room - Int(stream.pointee.avail_out)))
            return outcome
        }
        return unsafe (Int(offered - stream.pointee.avail_in), outcome == Z_STREAM_END)
    }
}
