// SPDX-License-Identifier: Apache-2.0

/// Decompresses a stream that is fed to it piece by piece, in pieces no larger than asked for.
///
/// Several members, streams or frames behind each other read as one, as their command line tools do it. Memory is
/// bounded whatever the input says: 44 KiB for gzip, 128 MiB for xz and zstd. What was decompressed before an error is
/// good as far as the format can tell (checksums stand at the end of a member).
package struct StreamDecompressor: ~Copyable {
    /// What `pull` has to say.
    package enum Pull: Sendable, Hashable {
        /// At least one byte was appended; there may be more.
        case output
        /// All input is used up: `push` more, or `finish`.
        case needsInput
        /// The input ended where it may, and all of it has been decompressed.
        case finished
    }

    // Not private: Swift 6.3's optimised build of other modules refers to its destructor and then finds no symbol.
    enum Engine: ~Copyable {
        case gzip(GzipEngine)
        case xz(XZEngine)
        case zstd(ZstdEngine)
    }

    /// The format being read.
    package let format: CompressionFormat
    /// How many compressed bytes have been used up.
    package private(set) var consumed: UInt64 = 0

    private let engine: Engine
    private var input: [UInt8] = []
    private var inputStart = 0
    private var isLast = false
    private var between = true
    private var failure: CompressionError?

    /// A decompressor at the beginning of a stream.
    ///
    /// - Throws: `outOfMemory`.
    package init(_ format: CompressionFormat) throws(CompressionError) {
        self.format = format
        engine =
            switch format {
            case .gzip: .gzip(try GzipEngine())
            case .xz: .xz(try XZEngine())
            case .zstd: .zstd(try ZstdEngine())
            }
    }

    /// Adds compressed bytes; they are held until `pull` has used them, so pull before pushing more.
    package mutating func push(_ bytes: [UInt8]) {
        if inputStart == input.count {
            input = bytes
            inputStart = 0
        } else {
            input.append(contentsOf: bytes)
        }
    }

    /// Says that no input follows; an unfinished member is an error from now on.
    package mutating func finish() {
        isLast = true
    }

    /// Appends at most `limit` decompressed bytes, which must be positive.
    ///
    /// - Throws: what is wrong with the input, after everything good before it has been appended, and from then on.
    package mutating func pull(into output: inout [UInt8], limit: Int) throws(CompressionError) -> Pull {
        var produced = 0
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
            produced = unsafe fill(UnsafeMutableRawBufferPointer(target))
            count = produced
        }
        if output.isEmpty { output = piece } else { output += piece }
        if produced > 0 {
            return .output
        }
        if let failure {
            throw failure
        }
        return isLast ? .finished : .needsInput
    }

    /// Decompresses into `output` until it is full, the input is used up, or something is wrong; how much was produced.
    private mutating func fill(_ output: UnsafeMutableRawBufferPointer) -> Int {
        var produced = 0
        while failure == nil {
            let target = unsafe UnsafeMutableRawBufferPointer(rebasing: output[produced...])
            let room = target.count
            let step = unsafe run(into: target)
            inputStart += step.consumed
            consumed += UInt64(step.consumed)
            produced += step.produced
            switch step.state {
            case .within: between = false
            case .between: between = true
            case .failed(let cause): failure = cause.error(format, at: consumed)
            }
            if step.produced == room {
                break
            }
            if step.consumed == 0 && step.produced == 0 {
                stopWithoutProgress()
                break
            }
        }
        return produced
    }

    /// Decides what standing still means: waiting for input, the end, or an input that ends too early.
    private mutating func stopWithoutProgress() {
        guard failure == nil else {
            return
        }
        if inputStart < input.count {
            // Input and room were there. No library does this; a loop without end would follow if one did.
            failure = .corrupt(format, offset: consumed)
        } else if isLast && (!between || consumed == 0) {
            failure = .truncated(format, offset: consumed)
        }
    }

    private borrowing func run(into target: UnsafeMutableRawBufferPointer) -> EngineStep {
        unsafe input.withUnsafeBytes { input in
            let source = unsafe UnsafeRawBufferPointer(rebasing: input[inputStart...])
            return switch engine {
            case .gzip(let engine): unsafe engine.step(source, into: target, between: between, isLast: isLast)
            case .xz(let engine): unsafe engine.step(source, into: target, between: between, isLast: isLast)
            case .zstd(let engine): unsafe engine.step(source, into: target, between: between, isLast: isLast)
            }
        }
    }
}
