// SPDX-License-Identifier: Apache-2.0

extension Decoder {
    /// Refuses what was decoded unless `holds`; `what` says in a line what must.
    package func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard !holds else { return }
        throw DecodingError.dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: what()))
    }
}
