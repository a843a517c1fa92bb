// SPDX-License-Identifier: Apache-2.0

/// One picture: blue, green and red of each pixel, a byte each, row by row without gaps, as OpenCV has them.
package struct Picture: Sendable, Hashable {
    package let width: Int
    package let height: Int
    /// When it is to be seen: ticks of its clip (`ClipInfo.tick`) since the first picture.
    package var time: Int64 = 0
    /// 3 * width * height bytes.
    package var bytes: [UInt8]

    /// A black one.
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: 3 * width * height)
    }
}
