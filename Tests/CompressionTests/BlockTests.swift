// SPDX-License-Identifier: Apache-2.0
import Compression
import Testing

@Suite("Compressing blocks")
struct BlockTests {
    static let block = (0..<300).flatMap {
        Array("{\"timestamp\":\"2026-11-24T10:00:00.\($0)+0000\",\"event_type\":\"dns\",\"n\":\($0)}\n".utf8)
    }

    static func dictionary() throws -> BlockDictionary {
        let samples = (0..<2000).map { number in
            Array("{\"event_type\":\"flow\",\"src_ip\":\"10.0.0.\(number % 251)\",\"flow_id\":\(number * 7919)}\n".utf8)
        }
        return try BlockDictionary.train(samples: samples, sizeLimit: 4096)
    }

    @Test(
        "a block comes back as it was, at any level and from the same owner twice", arguments: [1, 3, 19, -100, 1000])
    func roundTrip(level: Int) throws {
        var compressor = try BlockCompressor(level: level)
        var decompressor = try BlockDecompressor()
        for bytes in [Self.block, [], Self.block] {
            let compressed = try compressor.compress(bytes)
            #expect(try decompressor.decompress(compressed, sizeLimit: bytes.count) == bytes)
        }
        #expect(try compressor.compress(Self.block).count < Self.block.count / 5)
    }

    @Test("a part of an array compresses without copying it first")
    func part() throws {
        var compressor = try BlockCompressor()
        var decompressor = try BlockDecompressor()
        let compressed = try compressor.compress(Self.block.span.extracting(100..<200))
        #expect(try decompressor.decompress(compressed, sizeLimit: 1000) == Array(Self.block[100..<200]))
    }

    @Test("a dictionary makes small blocks smaller, and they cannot be read without it")
    func dictionaries() throws {
        let dictionary = try Self.dictionary()
        #expect(dictionary.bytes.count <= 4096)
        #expect(dictionary.id != 0)
        let line = Array("{\"event_type\":\"flow\",\"src_ip\":\"10.0.0.17\",\"flow_id\":123456}\n".utf8)
        var plain = try BlockCompressor()
        var trained = try BlockCompressor(dictionary: dictionary)
        let compressed = try trained.compress(line)
        #expect(try compressed.count < plain.compress(line).count)
        #expect(BlockDecompressor.dictionaryID(of: compressed) == dictionary.id)

        var reader = try BlockDecompressor(dictionary: BlockDictionary(bytes: dictionary.bytes))
        #expect(try reader.decompress(compressed, sizeLimit: 1000) == line)
        #expect(try reader.decompress(plain.compress(line), sizeLimit: 1000) == line)
        var stranger = try BlockDecompressor()
        #expect(throws: CompressionError.wrongDictionary(wanted: dictionary.id)) {
            try stranger.decompress(compressed, sizeLimit: 1000)
        }
    }

    @Test("too few samples train nothing", arguments: [[], [[1, 2, 3]], [[], []]] as [[[UInt8]]])
    func untrainable(samples: [[UInt8]]) {
        #expect(throws: CompressionError.untrainable(samples: samples.count)) {
            try BlockDictionary.train(samples: samples)
        }
    }

    @Test("a block larger than the limit is refused before memory is taken")
    func limit() throws {
        var compressor = try BlockCompressor()
        var decompressor = try BlockDecompressor()
        let compressed = try compressor.compress(Self.block)
        #expect(throws: CompressionError.outputTooLarge(limit: Self.block.count - 1)) {
            try decompressor.decompress(compressed, sizeLimit: Self.block.count - 1)
        }
        #expect(throws: CompressionError.outputTooLarge(limit: -1)) {
            try decompressor.decompress(compressed, sizeLimit: -1)
        }
    }

    @Test("every changed, lost or added byte is noticed, and the owner still works after it")
    func damage() throws {
        var compressor = try BlockCompressor()
        var decompressor = try BlockDecompressor()
        let bytes = Array(Self.block.prefix(2000))
        let compressed = try compressor.compress(bytes)
        for index in compressed.indices {
            var changed = compressed
            changed[index] ^= 0x10
            let read = try? decompressor.decompress(changed, sizeLimit: 1 << 20)
            // The one bit of the header that nothing depends on may flip; the content may not.
            #expect(read == nil || read == bytes, "byte \(index)")
            #expect(throws: CompressionError.self) {
                try decompressor.decompress(Array(compressed.prefix(index)), sizeLimit: 1 << 20)
            }
        }
        #expect(throws: CompressionError.corrupt(.zstd, offset: 0)) {
            try decompressor.decompress(compressed + [0], sizeLimit: 1 << 20)
        }
        #expect(try decompressor.decompress(compressed, sizeLimit: bytes.count) == bytes)
    }
}
