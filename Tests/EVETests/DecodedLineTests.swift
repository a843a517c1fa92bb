// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Reading on in a line that was decoded")
struct DecodedLineTests {
    @Test("the values are those of the whole line", arguments: [false, true])
    func sameValues(everything: Bool) throws {
        let lines = Samples.isThere ? try Samples.files().flatMap { [try Samples.bytes($0)] } : [[UInt8]]()
        for bytes in lines + inventedLines.map({ Array($0.utf8) }) {
            var check = ReadingOn(everything: everything)
            let events = check.events(of: LineBlock(bytes: bytes, offset: 0, firstLine: 1))
            #expect(events > 0 || bytes.isEmpty)
        }
    }

    @Test("a line that is not the one just decoded is refused")
    func otherLine() {
        let one = Array((line(#""a":1"#) + "\n" + line(#""a":10"#)).utf8)
        var reader = FieldReader(WantedFields(["a"]))
        var first: [UInt8] = []
        var refusals = 0
        var decoder = EveDecoder()
        _ = decoder.decode(LineBlock(bytes: one, offset: 0, firstLine: 1)) { decoder, _, line in
            if first.isEmpty {
                first = line.indices.map { line[$0] }
            } else {
                do { try reader.read(first.span, decodedBy: decoder) } catch { refusals += 1 }
            }
        }
        let count = reader.count
        #expect(refusals == 1 && count == 0)
        #expect(throws: EveTreeError.self) { try reader.read(first.span, decodedBy: EveDecoder()) }
    }
}

/// Reads each event of a block both ways.
struct ReadingOn: ~Copyable {
    private var whole: FieldReader
    private var more: FieldReader

    init(everything: Bool) {
        let fields = WantedFields([
            "event_type", "src_ip", "src_port", "dns.rrname", "dns.queries.rrname", "alert.signature",
            "alert.metadata.cve", "http.hostname", "stats.uptime", "b", "vlan", "smb.x",
        ])
        whole = FieldReader(fields, readsEverything: everything)
        more = FieldReader(fields, readsEverything: everything)
    }

    /// How many events the block has; all of them are read.
    mutating func events(of block: LineBlock) -> Int {
        var decoder = EveDecoder()
        var count = 0
        let batch = decoder.decode(block) { decoder, event, line in
            count += 1
            do {
                try whole.read(line)
                try more.read(line, decodedBy: decoder)
            } catch {
                Issue.record("an event cannot be read: \(error)")
            }
            let lists = (Self.values(whole, line), Self.values(more, line))
            #expect(lists.0 == lists.1)
            #expect(decoder.text(event.type) != nil)
        }
        #expect(batch.events.count == count)
        return count
    }

    private static func values(_ reader: borrowing FieldReader, _ line: Span<UInt8>) -> [String] {
        (0..<reader.count).map { index in
            let value = reader[index]
            return "\(value.field ?? -1) \(value.kind) \(reader.scalar(value, in: line)?.text ?? "")"
        }
    }
}
