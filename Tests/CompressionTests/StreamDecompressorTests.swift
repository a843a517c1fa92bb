// SPDX-License-Identifier: Apache-2.0
import CCompression
import Compression
import Fixtures
import Testing

@Suite("Decompressing streams")
struct StreamDecompressorTests {
    /// What came out of a stream, and how it ended.
    struct Outcome: Equatable {
        var bytes: [UInt8] = []
        var error: CompressionError?
    }

    static let text = Array(String(repeating: "an event line that repeats, and repeats\n", count: 5000).utf8)

    /// Feeds `input` in pieces of `piece` bytes and pulls at most `limit` bytes each time.
    static func decompress(
        _ input: [UInt8], as format: CompressionFormat, piece: Int = 1000, limit: Int = 777
    ) throws -> Outcome {
        var outcome = Outcome()
        var decompressor = try StreamDecompressor(format)
        var next = 0
        do {
            while true {
                let before = outcome.bytes.count
                switch try decompressor.pull(into: &outcome.bytes, limit: limit) {
                case .output:
                    #expect(outcome.bytes.count - before <= limit)
                case .needsInput where next < input.count:
                    decompressor.push(Array(input[next..<min(next + piece, input.count)]))
                    next += piece
                case .needsInput:
                    decompressor.finish()
                case .finished:
                    #expect(decompressor.consumed == UInt64(input.count))
                    return outcome
                }
            }
        } catch {
            outcome.error = error
            return outcome
        }
    }

    @Test(
        "what was packed comes out again, whatever the piece", arguments: CompressionFormat.allCases, [1, 7, 100_000])
    func roundTrip(format: CompressionFormat, piece: Int) throws {
        let packed = Packing.pack(Self.text, as: format)
        #expect(CompressionFormat.detect(packed) == format)
        #expect(try Self.decompress(packed, as: format, piece: piece) == Outcome(bytes: Self.text))
    }

    @Test("several members read as one", arguments: CompressionFormat.allCases, [1, 50, 100_000])
    func members(format: CompressionFormat, piece: Int) throws {
        let parts = [Array("one\n".utf8), [], Array("two\n".utf8), Self.text]
        let packed = parts.flatMap { Packing.pack($0, as: format) }
        #expect(try Self.decompress(packed, as: format, piece: piece) == Outcome(bytes: parts.flatMap { $0 }))
    }

    @Test("zero padding behind a gzip member and skippable zstd frames are passed over")
    func padding() throws {
        let gzip = Packing.pack(Self.text, as: .gzip)
        #expect(
            try Self.decompress(gzip + [0, 0, 0] + gzip + [0], as: .gzip) == Outcome(bytes: Self.text + Self.text))
        let skippable: [UInt8] = [0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let zstd = skippable + Packing.pack(Self.text, as: .zstd) + skippable
        #expect(CompressionFormat.detect(zstd) == .zstd)
        #expect(try Self.decompress(zstd, as: .zstd) == Outcome(bytes: Self.text))
    }

    @Test("an early end is told, and what came before it is kept", arguments: CompressionFormat.allCases)
    func truncated(format: CompressionFormat) throws {
        var generator = SeededGenerator(seed: 1)
        let noise = (0..<400_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let packed = Packing.pack(noise, as: format)
        let cut = packed.count - 20
        let outcome = try Self.decompress(Array(packed.prefix(cut)), as: format)
        #expect(outcome.error == .truncated(format, offset: UInt64(cut)))
        #expect(noise.starts(with: outcome.bytes))
        #expect(outcome.bytes.count > 200_000)
    }

    @Test("no bytes at all are an early end, too", arguments: CompressionFormat.allCases)
    func empty(format: CompressionFormat) throws {
        #expect(try Self.decompress([], as: format) == Outcome(error: .truncated(format, offset: 0)))
    }

    @Test("damage is told, and what came before it is kept", arguments: CompressionFormat.allCases)
    func corrupt(format: CompressionFormat) throws {
        var generator = SeededGenerator(seed: 2)
        let digits = (0..<50_000).map { _ in UInt8.random(in: 0x30...0x39, using: &generator) }
        var packed = Packing.pack(Self.text, as: format)
        packed += Packing.pack(digits, as: format)
        packed[packed.count * 3 / 4] ^= 0x55
        let outcome = try Self.decompress(packed, as: format)
        guard case .corrupt(format, let offset) = outcome.error else {
            Issue.record("got \(String(describing: outcome.error))")
            return
        }
        #expect(offset <= UInt64(packed.count))
        #expect(outcome.bytes.starts(with: Self.text))
    }

    @Test("something else behind a complete member is damage", arguments: CompressionFormat.allCases)
    func trailing(format: CompressionFormat) throws {
        let packed = Packing.pack(Self.text, as: format) + Array("something else, long enough to tell".utf8)
        let outcome = try Self.decompress(packed, as: format)
        #expect(outcome.bytes == Self.text)
        guard case .corrupt(format, _) = outcome.error else {
            Issue.record("got \(String(describing: outcome.error))")
            return
        }
    }

    @Test("a zstd window over 128 MiB is refused")
    func largeWindow() throws {
        // Magic number; a frame header without content size; window exponent 18, that is 256 MiB.
        let frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 18 << 3, 0x01, 0x00, 0x00]
        let outcome = try Self.decompress(frame, as: .zstd)
        #expect(outcome.error?.isMemoryLimit == true)
    }

    @Test("an xz dictionary over the memory limit is refused")
    func largeDictionary() throws {
        var options = unsafe lzma_options_lzma()
        _ = unsafe lzma_lzma_preset(&options, 0)
        unsafe options.dict_size = 512 << 20
        var target = [UInt8](repeating: 0, count: 1000)
        var size = 0
        let packed = unsafe withUnsafeMutablePointer(to: &options) { options in
            var filters = unsafe [
                // LZMA_FILTER_LZMA2 and LZMA_VLI_UNKNOWN are macros.
                lzma_filter(id: 0x21, options: options), lzma_filter(id: .max, options: nil),
            ]
            _ = unsafe lzma_stream_buffer_encode(&filters, LZMA_CHECK_CRC32, nil, [1, 2, 3], 3, &target, &size, 1000)
            return Array(target.prefix(size))
        }
        #expect(try Self.decompress(packed, as: .xz).error?.isMemoryLimit == true)
    }

    @Test("mutated input never traps and never runs on for ever", arguments: CompressionFormat.allCases)
    func mutations(format: CompressionFormat) throws {
        let packed = Packing.pack(Array(Self.text.prefix(3000)), as: format)
        for seed in 0..<300 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var mutated = packed
            for _ in 0...Int.random(in: 0...4, using: &generator) {
                mutated[Int.random(in: 0..<mutated.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            mutated.removeLast(Int.random(in: 0..<mutated.count / 4, using: &generator))
            let outcome = try Self.decompress(mutated, as: format, piece: 64, limit: 4096)
            #expect(outcome.bytes.count < 100_000_000, "seed \(seed)")
        }
    }

    @Test(
        "plain text and short beginnings are no format",
        arguments: ["", "{", "{\"timestamp\":1}", "[\n", "PK\u{3}\u{4}", "(\u{1}"])
    func undetected(text: String) {
        #expect(CompressionFormat.detect(text.utf8) == nil)
    }
}

extension CompressionError {
    var isMemoryLimit: Bool {
        if case .memoryLimit = self { true } else { false }
    }
}
