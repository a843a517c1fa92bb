// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// The few colours that a picture is drawn in: the colours that are in it are parted at the middle of the widest range, again and again.
///
/// Source: P. Heckbert, "Color image quantization for frame buffer display", 1982 (median cut). Colours have 32 steps of each part here.
struct SixelPalette: Sendable {
    /// Means of the boxes, in order of their index.
    private(set) var colours: [RGB] = []
    /// The index of each of the 32768 coarse colours; meaningful for those of the picture only.
    private var indices = [UInt8](repeating: 0, count: 1 << 15)

    /// - Parameter most: 2 to 256 colours.
    init(of picture: PixelPicture, most: Int) {
        var counts = [Int32](repeating: 0, count: 1 << 15)
        for start in stride(from: 0, to: picture.bytes.count, by: 3) { counts[Self.key(picture.bytes, start)] += 1 }
        var boxes = [Box((0..<counts.count).filter { counts[$0] > 0 }.map { (UInt16($0), counts[$0]) })]
        while boxes.count < min(max(2, most), 256) {
            // The box in which most is lost.
            guard let widest = boxes.indices.max(by: { boxes[$0].weight < boxes[$1].weight }),
                boxes[widest].weight > 0, let (low, high) = boxes[widest].parted()
            else { break }
            boxes[widest] = low
            boxes.append(high)
        }
        for (index, box) in boxes.enumerated() {
            colours.append(box.mean)
            for (key, _) in box.entries { indices[Int(key)] = UInt8(index) }
        }
    }

    /// The index of the colour of the pixel that begins at a byte.
    func index(_ bytes: [UInt8], _ start: Int) -> UInt8 { indices[Self.key(bytes, start)] }

    private static func key(_ bytes: [UInt8], _ start: Int) -> Int {
        Int(bytes[start] >> 3) << 10 | Int(bytes[start + 1] >> 3) << 5 | Int(bytes[start + 2] >> 3)
    }

    /// Coarse colours that are drawn as one.
    private struct Box {
        let entries: [(key: UInt16, count: Int32)]
        /// By how many bits a key is shifted to have the part with the widest range.
        private let shift: UInt16
        /// How much is lost by drawing them as one.
        let weight: Int

        init(_ entries: [(UInt16, Int32)]) {
            self.entries = entries.map { (key: $0.0, count: $0.1) }
            var widest = (shift: UInt16(0), range: 0)
            for shift: UInt16 in [5, 10, 0] {
                let parts = entries.map { Int($0.0 >> shift & 31) }
                let range = (parts.max() ?? 0) - (parts.min() ?? 0)
                if range > widest.range { widest = (shift, range) }
            }
            shift = widest.shift
            weight = widest.range * widest.range * entries.reduce(0) { $0 + Int($1.1) }
        }

        /// Two halves of its pixels; `nil` where it has one colour.
        func parted() -> (Box, Box)? {
            guard entries.count > 1 else { return nil }
            let sorted = entries.sorted { ($0.key >> shift & 31, $0.key) < ($1.key >> shift & 31, $1.key) }
            let half = sorted.reduce(0) { $0 + Int($1.count) } / 2
            var sum = 0
            var cut = 0
            while cut < sorted.count - 1, cut == 0 || sum < half {
                sum += Int(sorted[cut].count)
                cut += 1
            }
            return (Box(sorted[..<cut].map { ($0.key, $0.count) }), Box(sorted[cut...].map { ($0.key, $0.count) }))
        }

        var mean: RGB {
            let total = max(1, entries.reduce(0) { $0 + Int($1.count) })
            func part(_ shift: UInt16) -> UInt8 {
                let sum = entries.reduce(0) { $0 + Int($1.key >> shift & 31) * Int($1.count) }
                return UInt8(min(255, sum * 255 / (31 * total)))
            }
            return RGB(red: part(10), green: part(5), blue: part(0))
        }
    }
}
