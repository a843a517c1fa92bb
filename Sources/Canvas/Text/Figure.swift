// SPDX-License-Identifier: Apache-2.0

/// Numbers as the screens write them. Pure text; callers right-align it.
package enum Figure {
    /// With thousands commas: `1,184`.
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude).utf8)
        var bytes: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(digit)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Short: as it is below 10,000, then `60 k`, `304 M`, `1.5 G`. Rounded towards zero, so it never overstates.
    package static func compact(_ value: Int) -> String {
        guard value.magnitude >= 10_000 else { return grouped(value) }
        return scaled(value, step: 1000, units: ["", " k", " M", " G", " T", " P", " E"])
    }

    /// Bytes in decimal units: `812 B`, `4.1 kB`, `1.9 MB`. Rounded towards zero.
    package static func bytes(_ count: Int) -> String {
        guard count.magnitude >= 1000 else { return "\(count) B" }
        return scaled(count, step: 1000, units: [" B", " kB", " MB", " GB", " TB", " PB", " EB"])
    }

    private static func scaled(_ value: Int, step: UInt, units: [String]) -> String {
        var rest = value.magnitude
        var below: UInt = 0
        var unit = 0
        while rest >= step, unit < units.count - 1 {
            below = rest % step
            rest /= step
            unit += 1
        }
        let sign = value < 0 ? "-" : ""
        let tenth = below / (step / 10)
        return rest < 10 && tenth > 0 ? "\(sign)\(rest).\(tenth)\(units[unit])" : "\(sign)\(rest)\(units[unit])"
    }

    /// `part` of `whole` in percent with one decimal, `12.5%`; `?` when there is no whole.
    ///
    /// Never rounds a part to all or to nothing: `<0.1%` and `>99.9%` instead.
    package static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0, part >= 0 else { return "?" }
        let tenths = (Double(part) / Double(whole) * 1000).rounded()
        if tenths == 0, part > 0 { return "<0.1%" }
        if tenths >= 1000, part < whole { return ">99.9%" }
        guard tenths < 1e15 else { return "?" }
        return "\(decimal(tenths: Int(tenths)))%"
    }

    /// `value` with one decimal, `38.0`, or `?` when it is not finite.
    package static func decimal(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        guard tenths.isFinite, abs(tenths) < 1e15 else { return "?" }
        return decimal(tenths: Int(tenths))
    }

    private static func decimal(tenths: Int) -> String {
        let sign = tenths < 0 ? "-" : ""
        return "\(sign)\(grouped(Int(tenths.magnitude / 10))).\(tenths.magnitude % 10)"
    }

    /// Events each second: `38 ev/s`, with one decimal below 10.
    package static func rate(_ perSecond: Double, unit: String = "ev/s") -> String {
        guard perSecond.isFinite, perSecond >= 0, perSecond < 1e15 else { return "? \(unit)" }
        return perSecond < 9.95 && perSecond > 0
            ? "\(decimal(perSecond)) \(unit)" : "\(compact(Int(perSecond.rounded()))) \(unit)"
    }

    /// A time span in its two greatest units: `41 s`, `3 m 10 s`, `2 h 05 m`, `1 d 04 h`, `61 d`.
    package static func duration(seconds: Int) -> String {
        guard seconds >= 0 else { return "-" + duration(seconds: seconds == .min ? .max : -seconds) }
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return pair(seconds / 60, "m", seconds % 60, "s")
        case ..<86_400: return pair(seconds / 3600, "h", seconds % 3600 / 60, "m")
        case ..<864_000: return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
        default: return "\(grouped(seconds / 86_400)) d"
        }
    }

    /// A time span in its greatest unit only, rounded down: `21 s`, `39 m`, `2 h`, `1 d`.
    package static func age(seconds: Int) -> String {
        guard seconds >= 0 else { return "-" + age(seconds: seconds == .min ? .max : -seconds) }
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) m"
        case ..<86_400: return "\(seconds / 3600) h"
        default: return "\(grouped(seconds / 86_400)) d"
        }
    }

    private static func pair(_ large: Int, _ unit: String, _ small: Int, _ smallUnit: String) -> String {
        small == 0 ? "\(large) \(unit)" : "\(large) \(unit) \(small < 10 ? "0" : "")\(small) \(smallUnit)"
    }
}
