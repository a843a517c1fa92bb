// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Lists of indicators as texts.
package enum IndicatorList {
    /// How long the text of a list may be, in bytes.
    package static let byteLimit = 256 << 20

    /// Reads a list in the format that is given or that it looks like.
    ///
    /// Bad entries are problems and keep no good one out. `source` is that of all entries that name none; `name` is
    /// the name of the list's file. Never fails: of a text that is too long or no list only problems are left.
    package static func read(
        _ bytes: [UInt8], name: String = "", source: String, format: IndicatorFormat? = nil
    ) -> IndicatorReading {
        var collector = IndicatorCollector(bytes, source: source)
        guard bytes.count <= byteLimit else {
            collector.report(
                at: 0, "the list is longer than \(byteLimit >> 20) MiB", help: "Split it into several lists.")
            return collector.reading
        }
        switch format ?? .detect(bytes, name: name) {
        case .plain: PlainIndicators.read(bytes, into: &collector)
        case .csv: CSVIndicators.read(bytes, into: &collector)
        case .stix: STIXIndicators.read(bytes, into: &collector)
        case .misp: MISPIndicators.read(bytes, into: &collector)
        }
        return collector.reading
    }

    /// The first line of a written list.
    private static let header = "indicator,type,source,expires,note,tags\r\n"

    /// The list as CSV, of which `read` makes the same indicators again.
    ///
    /// Source of the form: RFC 4180.
    package static func csv(_ indicators: some Sequence<Indicator>) -> [UInt8] {
        var bytes = Array(header.utf8)
        for indicator in indicators {
            let fields = [
                indicator.value.text, indicator.value.kind.name, indicator.source, indicator.expiry?.rfc3339 ?? "",
                indicator.note, indicator.tags.joined(separator: ","),
            ]
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(field, to: &bytes)
            }
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }

    private static func append(_ field: String, to bytes: inout [UInt8]) {
        let isPlain = field.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ",") }
        guard !isPlain || field.hasPrefix("#") else { return bytes.append(contentsOf: field.utf8) }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
