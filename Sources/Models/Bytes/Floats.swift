// SPDX-License-Identifier: Apache-2.0

/// Little-endian floating-point numbers of IEEE 754 in a file's bytes.
enum Floats {
    /// The index of the first number in `range` that is none or infinite; `nil` where all are finite. Numbers take `size` bytes each: 2, 4 or 8.
    static func firstUnsound(_ bytes: [UInt8], _ range: Range<Int>, size: Int = 4) -> Int? {
        // Of the upper two bytes, the exponent's bits: all of them are set in what is not finite.
        let exponent: UInt16 = size == 2 ? 0x7c00 : size == 4 ? 0x7f80 : 0x7ff0
        return unsafe bytes.withUnsafeBytes { all in
            var place = range.lowerBound + size - 2
            while place + 2 <= range.upperBound {
                let top = unsafe UInt16(littleEndian: all.loadUnaligned(fromByteOffset: place, as: UInt16.self))
                if top & exponent == exponent { return (place - range.lowerBound) / size }
                place += size
            }
            return nil
        }
    }

    /// The numbers of four bytes each. The machines that this runs on are little-endian themselves.
    static func read(_ bytes: [UInt8], _ range: Range<Int>) -> [Float] {
        let size = range.count / 4 * 4
        return unsafe [Float](unsafeUninitializedCapacity: size / 4) { buffer, count in
            unsafe bytes.withUnsafeBytes { all in
                let part = unsafe UnsafeRawBufferPointer(rebasing: all[range.lowerBound..<range.lowerBound + size])
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: part)
            }
            count = size / 4
        }
    }

    /// The same in bytes.
    static func bytes(_ numbers: [Float]) -> [UInt8] { unsafe numbers.withUnsafeBytes { unsafe Array($0) } }
}
