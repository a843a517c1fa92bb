// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Foundation

/// A value of a sensor with what makes it one of a kind, all of it signed.
///
/// The message is a JSON object of one line; the bytes that came are what is verified, never a text made of them again.
package struct SignedReading: Sendable, Hashable, Codable {
    package let device: String
    /// How often the device had started.
    package let boot: UInt64
    /// Counts up by one with each reading since that start.
    package let sequence: UInt64
    /// Milliseconds since that start.
    package let milliseconds: UInt64
    package let channel: String
    package let value: Double

    private enum CodingKeys: String, CodingKey {
        case device = "dev", boot, sequence = "seq", milliseconds = "ms", channel = "ch", value = "raw"
    }

    /// The most bytes of a message.
    package static let sizeLimit = 1024

    /// Reads a message that was verified.
    ///
    /// - Throws: `malformed`.
    init(_ message: [UInt8]) throws(FailedCheck) {
        guard message.count <= Self.sizeLimit, let reading = try? JSONDecoder().decode(Self.self, from: Data(message)),
            reading.device.utf8.count <= 255, reading.channel.utf8.count <= 64, reading.value.isFinite
        else { throw FailedCheck(.malformed, found: .text("a message that is no reading")) }
        self = reading
    }
}
