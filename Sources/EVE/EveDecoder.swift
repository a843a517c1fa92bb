// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// Turns lines of EVE into events, and says of every line that is none why it is none.
///
/// The whole of each line is checked, not only what is taken from it: what is accepted here is one JSON object in UTF-8,
/// whatever later opens the raw bytes. It never throws and never traps on any bytes. One decoder serves one thread at a
/// time; it keeps its memory between blocks.
///
/// Source: Suricata `etc/schema.json`; RFC 8259.
package struct EveDecoder: ~Copyable {
    /// Lines longer than this many bytes are refused.
    package let lineLimit: Int
    private var parser = LineParser()
    private var symbols = SymbolTable()
    private var fields = eve_fields()

    package init(lineLimit: Int = 16 << 20) {
        self.lineLimit = lineLimit
    }

    /// The events of `block`, and its refused lines together with those that the block's reader had refused.
    ///
    /// Lines of nothing but white space are neither accepted nor refused. A carriage return before the line feed stays
    /// in the event's raw bytes. A byte order mark is passed over at the very start of a source and refused elsewhere.
    /// Where the reader had refused lines, they must lie before the first or behind the last line of the block, because
    /// their length is not known here.
    package mutating func decode(_ block: consuming LineBlock) -> EventBatch {
        decode(block) { _, _, _ in }
    }

    /// As `decode(_:)`, and gives `body` each event as soon as it is decoded, with its line. A `FieldReader` can then read more
    /// of that line without walking over all of it again.
    package mutating func decode(
        _ block: consuming LineBlock, _ body: (borrowing EveDecoder, Event, Span<UInt8>) -> Void
    ) -> EventBatch {
        let bytes = block.bytes
        var batch = EventBatch(rejections: block.refused, end: block.offset &+ UInt64(bytes.count))
        let expected = bytes.count / 600 + 1
        batch.events.reserveCapacity(expected)
        batch.ends.reserveCapacity(expected)
        let text = bytes.span
        var line = Line(start: 0, end: 0, number: block.firstLine)
        while line.start < text.count {
            line.end = line.start + LineParser.lineLength(text.extracting(line.start...))
            let next = min(line.end + 1, text.count)
            if let reason = decode(text, line, into: &batch.events) {
                batch.rejections.append(Self.rejection(text, line, reason, in: block.offset))
            } else if batch.events.count > batch.ends.count {
                batch.ends.append(block.offset &+ UInt64(next))
                let event = batch.events[batch.events.count - 1]
                body(self, event, text.extracting(event.raw))
            }
            batch.lineCount += 1
            line = Line(start: next, end: next, number: line.number &+ 1)
        }
        batch.lineCount += block.refused.count
        if !block.refused.isEmpty { batch.rejections.sort { $0.line < $1.line } }
        batch.symbols = symbols.takeTexts()
        batch.bytes = bytes
        return batch
    }

    /// The text of a symbol of the event just decoded, `nil` if it is absent.
    package borrowing func text(_ symbol: Symbol) -> String? {
        symbol.isPresent ? symbols.texts[Int(symbol.index)] : nil
    }

    /// Reads more of the line of the event just decoded, which is given again.
    borrowing func readMore(
        _ fields: WantedFields, _ line: Span<UInt8>, into reader: inout LineParser, everything: Bool, limit: Int
    ) -> eve_status {
        reader.readMore(fields, line, of: parser, everything: everything, limit: limit)
    }

    /// Where a line lies in its block, and its number in the source.
    private struct Line {
        var start: Int
        var end: Int
        var number: UInt64
    }

    private static func rejection(
        _ text: Span<UInt8>, _ line: Line, _ reason: Rejection.Reason, in offset: UInt64
    ) -> Rejection {
        let head = line.start..<min(line.end, line.start + Rejection.headLimit)
        return Rejection(
            reason: reason, line: line.number, offset: offset &+ UInt64(line.start), head: head.map { text[$0] })
    }

    /// Appends the event of `line`, if it is one; otherwise says why it is refused, or nothing if it is blank.
    private mutating func decode(_ text: Span<UInt8>, _ line: Line, into events: inout [Event]) -> Rejection.Reason? {
        var raw = line.start..<line.end
        guard raw.count <= lineLimit else { return .tooLong }
        if line.number <= 1, line.start == 0, Self.beginsWithMark(text) { raw = 3..<max(3, line.end) }
        let bytes = text.extracting(raw)
        let status = parser.readFields(bytes, into: &fields)
        guard status == EVE_OK else { return Rejection.Reason(status) }
        guard fields.event_type.place != EVE_ABSENT else { return .noEventType }
        guard let reading = parser.withText(fields.timestamp, in: bytes, { TimestampReader.read($0) }) else {
            return .noTimestamp
        }
        events.append(event(at: reading, bytes, raw))
        return nil
    }

    private static func beginsWithMark(_ text: Span<UInt8>) -> Bool {
        text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    }

    private mutating func event(at time: TimestampReader.Reading, _ line: Span<UInt8>, _ raw: Range<Int>) -> Event {
        Event(
            time: time.instant, flags: time.hasZone ? [] : .zoneAssumed, type: symbol(fields.event_type, line),
            source: address(fields.src_ip, line), destination: address(fields.dest_ip, line),
            sourcePort: fields.src_port.exactly(), destinationPort: fields.dest_port.exactly(),
            transport: symbol(fields.proto, line), appProtocol: symbol(fields.app_proto, line),
            sensor: symbol(fields.host, line), flowID: flowID,
            alert: fields.has_alert ? alert(line) : nil, counters: fields.has_stats ? counters(line) : nil, raw: raw)
    }

    private var flowID: Int64? {
        fields.flow_id.present && fields.flow_id.value >= 0 ? fields.flow_id.value : nil
    }

    private mutating func symbol(_ view: eve_view, _ line: Span<UInt8>) -> Symbol {
        guard view.place != EVE_ABSENT else { return .absent }
        return parser.withText(view, in: line) { symbols.symbol($0) } ?? .absent
    }

    private borrowing func address(_ view: eve_view, _ line: Span<UInt8>) -> IPAddress? {
        parser.withText(view, in: line) { IPAddress(text: $0) }
    }

    private mutating func alert(_ line: Span<UInt8>) -> Event.Alert {
        Event.Alert(
            generatorID: fields.gid.exactly() ?? 1, signatureID: fields.signature_id.exactly() ?? 0,
            revision: fields.rev.exactly() ?? 0, severity: fields.severity.exactly(),
            signature: symbol(fields.signature, line), category: symbol(fields.category, line),
            action: symbol(fields.action, line))
    }

    /// The counters, if this is an event of type `stats`.
    private borrowing func counters(_ line: Span<UInt8>) -> SensorCounters? {
        let isStats = parser.withText(fields.event_type, in: line) { type in
            type.count == 5 && type[0] == UInt8(ascii: "s") && type[1] == UInt8(ascii: "t")
                && type[2] == UInt8(ascii: "a") && type[3] == UInt8(ascii: "t") && type[4] == UInt8(ascii: "s")
        }
        guard isStats == true else { return nil }
        return SensorCounters(
            uptime: fields.uptime.exactly(),
            packets: fields.kernel_packets.exactly() ?? fields.decoder_packets.exactly(),
            kernelDrops: fields.kernel_drops.exactly(), decoderErrors: fields.decoder_invalid.exactly(),
            memoryUse: fields.memory_use.exactly(), alerts: fields.alerts.exactly(),
            tcpSessions: fields.tcp_sessions.exactly(), rulesLoaded: fields.rules_loaded.exactly(),
            rulesFailed: fields.rules_failed.exactly(),
            lastReload: parser.withText(fields.last_reload, in: line) { TimestampReader.read($0)?.instant })
    }
}

extension eve_integer {
    /// The value if it is there and fits.
    fileprivate func exactly<Integer: FixedWidthInteger>() -> Integer? {
        present ? Integer(exactly: value) : nil
    }
}
