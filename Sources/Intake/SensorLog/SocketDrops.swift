// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What Suricata's own log tells of events that it could not write into its sockets.
///
/// A Suricata that writes into a socket (`filetype: unix_stream`) drops what its reader does not take, or while there is none, and says
/// nothing of it until it ends. Then it writes one line for each such output:
///
///     [838 - Suricata-Main] 2026-11-29 18:50:00 Warning: output-json: 610 events were dropped due to slow or disconnected socket
///     {"timestamp":"…","log_level":"Warning","event_type":"engine","engine":{"message":"610 events were dropped due to …","module":"output-json"}}
///
/// So what a Suricata that runs drops, or one that is killed, is not told. The line does not name the socket.
///
/// Source: output and log of Suricata 7.0.10; `default-log-format` and `type: json` of suricata.yaml, section logging.
package enum SocketDrops {
    private static let words = Array(" events were dropped due to slow or disconnected socket".utf8)
    /// No run drops more; a forged count must not overflow the sums that are made of these.
    package static let most: Int64 = 1 << 40
    /// A longer line is none of these.
    private static let lineLimit = 4096

    /// How many events the lines of a block say were dropped; it saturates at the largest number.
    package static func count(in block: LineBlock) -> Int64 {
        block.bytes.split(separator: UInt8(ascii: "\n")).reduce(0) { sum, line in
            let (total, overflow) = sum.addingReportingOverflow(count(inLine: line) ?? 0)
            return overflow ? .max : total
        }
    }

    /// How many events a line says were dropped, at most `most`; `nil` for any other line.
    package static func count(inLine line: some Collection<UInt8>) -> Int64? {
        guard line.count <= lineLimit, line.first != nil else { return nil }
        return line.first == UInt8(ascii: "{") ? count(inJSON: Array(line)) : count(atEndOf: Array(line))
    }

    /// The line as people read it: the count stands at its beginning or behind a space.
    private static func count(atEndOf line: [UInt8]) -> Int64? {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
        guard line.reversed().starts(with: words.reversed()) else { return nil }
        let head = line.dropLast(words.count)
        let digits = head.suffix(while: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        guard let before = head.dropLast(digits.count).last else { return number(digits) }
        return before == UInt8(ascii: " ") ? number(digits) : nil
    }

    private static func count(inJSON line: [UInt8]) -> Int64? {
        // Few of the lines are worth a parser.
        guard line.count > words.count, let tree = try? EveTree.parse(line),
            let place = tree.index(of: ["engine", "message"]),
            case .string(let message)? = tree.nodes[place].value.scalar
        else { return nil }
        let bytes = Array(message.utf8)
        guard bytes.reversed().starts(with: words.reversed()) else { return nil }
        let digits = bytes.dropLast(words.count)
        return digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? number(digits) : nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty else { return nil }
        return digits.reduce(0) { min($0 * 10 + Int64($1 - UInt8(ascii: "0")), most) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func suffix(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = endIndex
        while start > startIndex, isWanted(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
