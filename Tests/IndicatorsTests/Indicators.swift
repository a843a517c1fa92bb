// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Indicators
import Rules

/// An instant at which the tests look things up.
let now = Instant(seconds: 1_795_000_000)

/// The indicator of this kind, which must be well written.
func indicator(
    _ kind: IndicatorKind, _ text: String, source: String = "test", expiry: Instant? = nil, note: String = "",
    tags: [String] = []
) throws -> Indicator {
    Indicator(try IndicatorValue(kind, text), source: source, expiry: expiry, note: note, tags: tags)
}

/// Reads a text as a list.
func read(_ text: String, name: String = "", format: IndicatorFormat? = nil) -> IndicatorReading {
    IndicatorList.read(Array(text.utf8), name: name, source: "test", format: format)
}

extension IndicatorReading {
    /// Its values, each with its kind before it.
    var values: [String] { indicators.map { "\($0.value.kind.name) \($0.value.text)" } }

    /// Its problems as a person reads them.
    var lines: [String] { problems.map { "\($0.position.line):\($0.position.column): \($0.message)" } }
}

extension IndicatorSet {
    /// The texts of the values that `look` finds.
    func texts(_ look: (IndicatorSet, inout [Int]) -> Void) -> [String] {
        var found: [Int] = []
        look(self, &found)
        return found.map { self[$0].value.text }
    }

    /// The texts of the values that match `text` in a field with this content.
    func texts(_ content: IndicatorField.Content, _ text: String, at time: Instant = now) -> [String] {
        texts { set, found in set.addMatches(content, Array(text.utf8).span, at: time, to: &found) }
    }

    /// The texts of the URLs that match a request.
    func texts(host: String, port: UInt16? = nil, target: String) -> [String] {
        texts { set, found in
            set.addMatches(
                host: Array(host.utf8).span, port: port, target: Array(target.utf8).span, at: now, to: &found)
        }
    }
}

/// The sample set of real Suricata output beside the repository.
enum Samples {
    /// Its folder: the environment's VEDETTE_SHARED, or `shared` beside the repository.
    static var folder: URL {
        if let path = ProcessInfo.processInfo.environment["VEDETTE_SHARED"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    }

    /// Whether the tests over it can run. Where CI is set they must, and fail without it.
    static var isThere: Bool {
        ProcessInfo.processInfo.environment["CI"] == "true"
            || FileManager.default.fileExists(atPath: folder.appendingPathComponent("data/eve").path)
    }

    /// The lines of its EVE files, in the order of the files' names.
    static func lines() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appendingPathComponent("data/eve"), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.hasSuffix(".eve.json") }.sorted { $0.path < $1.path }
            .flatMap { file in
                [UInt8](try Data(contentsOf: file)).split(separator: UInt8(ascii: "\n")).map { Array($0) }
            }
    }
}
