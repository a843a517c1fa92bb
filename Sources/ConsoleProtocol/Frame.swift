// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// What goes over the connection between a console and a station, in one direction.
package protocol Frame: Codable, Sendable {
    /// How many bytes of JSON a frame may have.
    static var lengthLimit: Int { get }
}

/// Makes bytes of frames: the length of the JSON in four bytes, the highest first, then the JSON.
package enum FrameCoder {
    /// The bytes of one frame.
    ///
    /// - Throws: where it is longer than `Frame.lengthLimit`.
    package static func encode(_ frame: some Frame) throws(FrameError) -> [UInt8] {
        try encode(frame, limit: type(of: frame).lengthLimit)
    }

    /// What a number that JSON has no form for travels as. They are shown only, so that one of them must not lose an answer.
    static let strange = (positive: "inf", negative: "-inf", none: "nan")

    private static func encode(_ value: some Encodable, limit: Int) throws(FrameError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: strange.positive, negativeInfinity: strange.negative, nan: strange.none)
        let json: Data
        do { json = try encoder.encode(value) } catch { throw FrameError(error) }
        guard json.count <= limit else { throw FrameError.tooLong(bytes: json.count, limit: limit) }
        let length = UInt32(json.count)
        var bytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * UInt32($0))) }
        bytes.reserveCapacity(4 + json.count)
        bytes += json
        return bytes
    }
}
