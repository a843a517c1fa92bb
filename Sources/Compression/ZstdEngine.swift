// SPDX-License-Identifier: Apache-2.0
internal import CCompression

/// libzstd, reading concatenated frames, skippable ones included.
@safe struct ZstdEngine: ~Copyable, StreamEngine {
    /// The base-2 logarithm of the largest window: 128 MiB, what zstd(1) itself accepts unasked.
    static let windowLogLimit: Int32 = 27

    private let context: OpaquePointer

    init() throws(CompressionError) {
        guard let created = unsafe ZSTD_createDCtx() else {
            throw .outOfMemory
        }
        unsafe context = created
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogLimit)
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, between: Bool, isLast: Bool
    ) -> EngineStep {
        if unsafe between && input.isEmpty {
            return EngineStep(state: .between)
        }
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let outcome = unsafe ZSTD_decompressStream(context, &target, &source)
        let state: EngineStep.State
        if ZSTD_isError(outcome) != 0 {
            state = .failed(Self.failure(ZSTD_getErrorCode(outcome)))
        } else {
            state = outcome == 0 ? .between : .within
        }
        return unsafe EngineStep(consumed: source.pos, produced: target.pos, state: state)
    }

    private static func failure(_ code: ZSTD_ErrorCode) -> EngineFailure {
        switch code {
        case ZSTD_error_frameParameter_windowTooLarge: .memoryLimit(1 << UInt64(windowLogLimit))
        case ZSTD_error_memory_allocation: .outOfMemory
        case ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported, ZSTD_error_dictionary_wrong:
            .unsupported
        default: .corrupt
        }
    }
}
