// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// Finds gzip among other bytes.
enum GzipMember {
    /// The identification and the one method there is. Source: RFC 1952, section 2.3.
    private static let mark: [UInt8] = [0x1F, 0x8B, 0x08]

    static func decode(_ bytes: [UInt8]) -> DecodedBytes? {
        // In the chunks of a body, the sizes stand within the compressed bytes.
        if let body = ChunkedBody.decode(bytes), let start = find(in: body.bytes),
            var inflated = inflate(body.bytes[start...], at: body.offset)
        {
            inflated.isCut = inflated.isCut || body.isCut
            return inflated
        }
        return find(in: bytes).flatMap { inflate(bytes[$0...], at: $0) }
    }

    private static func find(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        return (0...bytes.count - mark.count).first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }
    }

    /// `nil` if not a byte of it is good.
    private static func inflate(_ bytes: ArraySlice<UInt8>, at offset: Int) -> DecodedBytes? {
        guard var stream = try? StreamDecompressor(.gzip) else { return nil }
        stream.push(Array(bytes))
        stream.finish()
        var output: [UInt8] = []
        var isCut = false
        reading: while true {
            do {
                switch try stream.pull(into: &output, limit: 1 << 16) {
                case .output: if output.count > PayloadDecoder.outputMost { break reading }
                case .needsInput, .finished: break reading
                }
            } catch {
                // What stands behind the member is no gzip, or it is broken off; what came before is good.
                isCut = true
                break
            }
        }
        guard !output.isEmpty else { return nil }
        isCut = isCut || output.count > PayloadDecoder.outputMost
        return DecodedBytes(bytes: Array(output.prefix(PayloadDecoder.outputMost)), offset: offset, isCut: isCut)
    }
}
