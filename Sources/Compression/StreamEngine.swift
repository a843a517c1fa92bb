// SPDX-License-Identifier: Apache-2.0

/// What one call into a library did.
struct EngineStep {
    /// Where the input stands after the call.
    enum State {
        /// Within a member, stream or frame.
        case within
        /// Behind a complete one: the input may end here, or another one may follow.
        case between
        case failed(EngineFailure)
    }

    var consumed = 0
    var produced = 0
    var state: State
}

/// What a library complained about; the driver knows format and offset.
enum EngineFailure {
    case corrupt
    case memoryLimit(UInt64)
    case unsupported
    case outOfMemory

    func error(_ format: CompressionFormat, at offset: UInt64) -> CompressionError {
        switch self {
        case .corrupt: .corrupt(format, offset: offset)
        case .memoryLimit(let limit): .memoryLimit(format, offset: offset, limit: limit)
        case .unsupported: .unsupported(format, offset: offset)
        case .outOfMemory: .outOfMemory
        }
    }
}

/// One library's decoder for a stream of members. The owner keeps whether it stands between two of them.
protocol StreamEngine: ~Copyable {
    /// Decodes some input into some output; makes progress where both have room, or fails.
    ///
    /// `between` is the state after the last step, true at the beginning; `isLast` says that no input follows.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, between: Bool, isLast: Bool
    ) -> EngineStep
}
