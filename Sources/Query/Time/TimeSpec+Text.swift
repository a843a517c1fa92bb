// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension TimeSpec {
    /// The time as text that reads back equal wherever the reader's clock is: `2026-11-24T14:30:00Z`, `-1d12h`, `14:30+02:00`.
    ///
    /// Parts of a second of a length of time are left out, as such lengths cannot be written.
    package var text: String {
        switch self {
        case .at(let instant): Self.shortened(instant.rfc3339)
        case .ago(let microseconds): Self.length(microseconds / 1_000_000)
        case .clock(let microseconds, let offsetSeconds):
            Self.clock(microseconds / 1_000_000) + Self.zone(offsetSeconds)
        }
    }

    /// Without a fraction that is 0.
    private static func shortened(_ text: String) -> String {
        text.hasSuffix(".000000Z") ? text.dropLast(8) + "Z" : text
    }

    private static func length(_ seconds: Int64) -> String {
        guard seconds > 0 else { return "now" }
        var rest = seconds
        var text = "-"
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] as [(String, Int64)] where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return text
    }

    private static func clock(_ seconds: Int64) -> String {
        let pair = "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60))"
        return seconds % 60 == 0 ? pair : "\(pair):\(padded(seconds % 60))"
    }

    private static func zone(_ offset: Int) -> String {
        guard offset != 0 else { return "Z" }
        let minutes = Int64(offset.magnitude / 60)
        return "\(offset < 0 ? "-" : "+")\(padded(minutes / 60)):\(padded(minutes % 60))"
    }

    private static func padded(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
