// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Intake
internal import Station

/// `storebench decode`: reads and decodes a file as an import does, counts by type, and keeps nothing.
struct DecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decodes a file and counts its events by type.")

    @Argument(help: "The file, as for 'vedette import'.")
    var file: String

    func run() throws {
        // As an import does it.
        ReaderMemory.keepFreed()
        var reader = try ImportReader(path: file, gateway: "storebench")
        var decoder = EveDecoder()
        var counts: [String: Int] = [:]
        var refused = 0
        while let block = try reader.next() {
            let batch = decoder.decode(block.lines)
            refused += batch.rejections.count
            // Symbols are small numbers, so only the few types of a block meet the dictionary.
            var symbols = [Int](repeating: 0, count: batch.symbols.count)
            for event in batch.events where event.type.isPresent { symbols[Int(event.type.index)] += 1 }
            for (text, count) in zip(batch.symbols, symbols) where count > 0 { counts[text, default: 0] += count }
        }
        let types = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, JSONValue.int($0.value)) }
        JSONValue.print([("types", .object(types)), ("rejected", .int(refused))])
    }
}
