// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// liblzma, reading concatenated .xz streams with their padding.
@safe struct XZEngine: ~Copyable, StreamEngine {
    /// Enough for `xz -9`, which needs 65 MiB.
    static let memoryLimit: UInt64 = 128 << 20

    private let stream: UnsafeMutablePointer<lzma_stream>

    init() throws(CompressionError) {
        unsafe stream = .allocate(capacity: 1)
        // LZMA_STREAM_INIT is all zero.
        unsafe stream.initialize(to: lzma_stream())
        // The macro LZMA_CONCATENATED is not visible in Swift.
        let concatenated: UInt32 = 0x08
        guard unsafe lzma_stream_decoder(stream, Self.memoryLimit, concatenated) == LZMA_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, between: Bool, isLast: Bool
    ) -> EngineStep {
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = input.count
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = output.count
        let outcome = unsafe lzma_code(stream, isLast ? LZMA_FINISH : LZMA_RUN)
        return unsafe EngineStep(
            consumed: input.count - stream.pointee.avail_in, produced: output.count - stream.pointee.avail_out,
            state: Self.state(outcome))
    }

    private static func state(_ outcome: lzma_ret) -> EngineStep.State {
        switch outcome {
        // With LZMA_CONCATENATED only the last input can tell whether the end of a stream was the end of all.
        case LZMA_OK, LZMA_BUF_ERROR: .within
        case LZMA_STREAM_END: .between
        case LZMA_MEMLIMIT_ERROR: .failed(.memoryLimit(memoryLimit))
        case LZMA_MEM_ERROR: .failed(.outOfMemory)
        case LZMA_OPTIONS_ERROR, LZMA_UNSUPPORTED_CHECK: .failed(.unsupported)
        default: .failed(.corrupt)
        }
    }
}
