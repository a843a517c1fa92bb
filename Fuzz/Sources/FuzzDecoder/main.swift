// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import EVE

/// Decodes one input as a block of lines and reads each line by every way there is; it must never trap, and no line may
/// be lost.
private func decodeInput(_ bytes: [UInt8]) {
    var decoder = EveDecoder(lineLimit: 1 << 16)
    let batch = decoder.decode(LineBlock(bytes: bytes, offset: 1, firstLine: 2))
    let filled = bytes.split(separator: UInt8(ascii: "\n")).filter { line in
        !line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
    precondition(batch.events.count + batch.rejections.count == filled.count, "a line was lost")
    precondition(batch.ends.count == batch.events.count, "an event has no end")
    let paths = [FieldPath("dns.queries.rrname"), FieldPath("alert.metadata.cve"), FieldPath("a")].compactMap(\.self)
    var scanner = EveScanner()
    for event in batch.events {
        guard let tree = try? EveTree.parse(bytes.span.extracting(event.raw)) else {
            preconditionFailure("an event has no tree")
        }
        precondition(EventSummary.text(of: tree).unicodeScalars.count <= EventSummary.limit, "a summary is too long")
        let scanned = scanner.values(of: paths, in: bytes, event.raw)
        precondition(scanned == paths.map { tree.values(of: $0) }, "scanner and tree differ")
        precondition(batch.text(event.type) != nil, "an event has no type")
        precondition(
            event.time.rfc3339.isEmpty || Instant(event.time.rfc3339) == event.time
                || !(0...9999 ~= CivilTime(event.time).year), "a time is not read as written")
    }
}

private let wanted = WantedFields([
    "event_type", "src_ip", "dns.queries.rrname", "dns.queries", "alert.metadata.cve", "a", "a.b", "", ".",
])

/// What rules read of a line that was just decoded must be what they read of the whole line.
private func readOn(_ bytes: [UInt8], everything: Bool) {
    var whole = FieldReader(wanted, readsEverything: everything)
    var more = FieldReader(wanted, readsEverything: everything)
    var decoder = EveDecoder(lineLimit: 1 << 16)
    _ = decoder.decode(LineBlock(bytes: bytes, offset: 1, firstLine: 2)) { decoder, _, line in
        do {
            try whole.read(line)
            try more.read(line, decodedBy: decoder)
        } catch {
            preconditionFailure("an event cannot be read")
        }
        precondition(whole.count == more.count, "values were lost or made")
        for index in 0..<whole.count {
            precondition(whole[index].field == more[index].field, "a value is of another field")
            precondition(
                whole.scalar(whole[index], in: line) == more.scalar(more[index], in: line), "a value is another one")
        }
    }
}

/// Reads one input as the texts that people type.
private func readText(_ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix(100), as: UTF8.self)
    if let address = IPAddress(text) { precondition(IPAddress(address.description) == address, "address changed") }
    if let network = IPNetwork(text) { precondition(IPNetwork(network.description) == network, "network changed") }
    if let path = FieldPath(text) { precondition(FieldPath(path.description) == path, "path changed") }
    if let instant = Instant(text, offsetSeconds: 3600) { _ = instant.rfc3339 }
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    decodeInput(bytes)
    readOn(bytes, everything: false)
    readOn(bytes, everything: true)
    readText(bytes)
    return 0
}
