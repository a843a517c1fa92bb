// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import Compression
internal import EVE
internal import Lumberjack

private let limits = LumberjackLimits(frameBytes: 4096, inflatedBytes: 64 << 10, windowEvents: 100)

/// Reads a connection to its end, in pieces of at most `piece` bytes; gives its batches and what ended it.
private func connection(_ bytes: [UInt8], piece: Int) -> (batches: [LumberjackBatch], error: LumberjackError?) {
    var windows = LumberjackWindows(limits: limits, batchBytes: 1000, batchEvents: 7)
    var batches: [LumberjackBatch] = []
    do {
        for start in stride(from: 0, to: bytes.count, by: piece) {
            windows.push(bytes.span.extracting(start..<min(bytes.count, start + piece)))
            while let batch = try windows.next() {
                precondition(batch.events.count <= 7, "too many events")
                precondition(batch.bytes.count <= 1000 || batch.events.count == 1, "too many bytes")
                precondition(batch.bytes.count == batch.events.last?.payload.upperBound ?? 0, "bytes of no event")
                batches.append(batch)
            }
            precondition(windows.heldBytes <= bytes.count + 4096 + 10 + (16 << 10) + 1000, "too much is held")
        }
    } catch {
        return (batches, error)
    }
    return (batches, nil)
}

/// Every event is acknowledged by its own sequence or a later one, whatever the commits.
private func acknowledge(_ batches: [LumberjackBatch], step: Int) {
    var acknowledger = LumberjackAcknowledger()
    for batch in batches { acknowledger.received(batch) }
    let count = batches.reduce(0) { $0 + $1.events.count }
    precondition(acknowledger.pendingEvents == count, "events were lost")
    var last: UInt32?
    while acknowledger.isPending { last = acknowledger.committed(step).last }
    precondition(last == batches.last?.lastSequence, "another event is acknowledged")
}

private func same(_ bytes: [UInt8]) {
    let whole = connection(bytes, piece: max(bytes.count, 1))
    let single = connection(bytes, piece: 1)
    precondition(whole.batches == single.batches, "it matters how bytes are cut")
    precondition((whole.error == nil) == (single.error == nil), "it matters for errors how bytes are cut")
    acknowledge(whole.batches, step: 3)
}

private func compressed(_ bytes: [UInt8]) {
    guard var deflater = try? ZlibDeflater(level: 1) else { return }
    var packed: [UInt8] = []
    deflater.append(bytes.span, to: &packed)
    deflater.finish(into: &packed)
    let count = [UInt8](packed.count >> 24 == 0 ? [0] : [1]) + [16, 8, 0].map { UInt8(packed.count >> $0 & 255) }
    same([0x32, 0x57, 0, 0, 0, 9, 0x32, 0x43] + count + packed)
}

private func answers(_ bytes: [UInt8]) {
    var reader = AckReader()
    reader.push(bytes)
    while (try? reader.next()) != nil {}
}

/// What a payload gives is one line; one that an object was given of is read by the decoder without a trap.
private func payload(_ bytes: [UInt8], _ reader: inout ShippedReader, _ decoder: inout EveDecoder) {
    var lines: [UInt8] = [10]
    guard let event = try? reader.read(bytes.span, into: &lines) else {
        precondition(lines == [10], "a refused payload left something")
        return
    }
    precondition(event.line == 1..<lines.count - 1 && lines.last == 10, "the line lies elsewhere")
    precondition(!lines[event.line].contains(10), "more than one line")
    precondition(event.line.count <= bytes.count, "the line is longer than its payload")
    let batch = decoder.decode(LineBlock(bytes: Array(lines.dropFirst()), offset: 0, firstLine: 1))
    precondition(batch.events.count + batch.rejections.count == 1, "not one line")
}

private var reader = ShippedReader(lineLimit: 4096)
private var decoder = EveDecoder()
var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    same(bytes)
    compressed(bytes)
    answers(bytes)
    payload(bytes, &reader, &decoder)
    return 0
}
