// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// zlib, reading gzip members; at most about 44 KiB of memory whatever the input says.
@safe struct GzipEngine: ~Copyable, StreamEngine {
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // The macro inflateInit2 is not visible in Swift. 15 is the largest window, 16 asks for the gzip wrapper only.
        guard unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, between: Bool, isLast: Bool
    ) -> EngineStep {
        var skipped = 0
        if between {
            // Tapes and some writers pad with zero bytes behind a member, and gzip(1) lets them pass.
            while unsafe skipped < input.count && input[skipped] == 0 {
                skipped += 1
            }
            if skipped == input.count {
                return EngineStep(consumed: skipped, state: .between)
            }
            unsafe inflateReset(stream)
        }
        let rest = unsafe UnsafeMutableRawBufferPointer(mutating: UnsafeRawBufferPointer(rebasing: input[skipped...]))
        // zlib counts in 32 bits; what does not fit is left for the next step.
        let offered = UInt32(clamping: rest.count)
        let room = UInt32(clamping: output.count)
        unsafe stream.pointee.next_in = rest.baseAddress?.assumingMemoryBound(to: Bytef.self)
        unsafe stream.pointee.avail_in = offered
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: Bytef.self)
        unsafe stream.pointee.avail_out = room
        let outcome = unsafe inflate(stream, Z_NO_FLUSH)
        return unsafe EngineStep(
            consumed: skipped + Int(offered - stream.pointee.avail_in),
            produced: Int(room - stream.pointee.avail_out),
            state: Self.state(outcome))
    }

    private static func state(_ outcome: Int32) -> EngineStep.State {
        switch outcome {
        // No progress possible is no failure: more input or more room is wanted.
        case Z_OK, Z_BUF_ERROR: .within
        case Z_STREAM_END: .between
        case Z_NEED_DICT: .failed(.unsupported)
        case Z_MEM_ERROR: .failed(.outOfMemory)
        default: .failed(.corrupt)
        }
    }
}
