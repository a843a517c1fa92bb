// SPDX-License-Identifier: Apache-2.0

/// A mask in little room: some bytes for each row that the sides of its parts go through.
struct MaskRuns: Sendable {
    private let width: Int
    private let height: Int
    /// Lengths of what is not marked and of what is, in turn, row after row.
    private var lengths: [Int32] = []

    init(_ mask: Mask) {
        (width, height) = (mask.width, mask.height)
        var (value, length): (UInt8, Int32) = (0, 0)
        for byte in mask.bytes {
            if byte != value {
                lengths.append(length)
                (value, length) = (byte, 0)
            }
            length += 1
        }
        lengths.append(length)
    }

    /// The mask again.
    var mask: Mask {
        var mask = Mask(width: width, height: height)
        var place = 0
        for (index, length) in lengths.enumerated() {
            if index % 2 == 1 {
                for marked in place..<place + Int(length) { mask.bytes[marked] = 255 }
            }
            place += Int(length)
        }
        return mask
    }
}
