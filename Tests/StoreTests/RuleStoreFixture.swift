// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Rules

@testable import Store

/// Rules in a data directory of the test's own.
struct RuleStoreFixture {
    let directory: TemporaryStore
    let store: RuleStore

    init() throws {
        directory = try TemporaryStore()
        store = RuleStore(directory: directory.path)
    }

    /// Another console on the same file.
    func other() -> RuleStore { RuleStore(directory: directory.path) }

    var path: String { directory.path + "/rules.db" }
}

extension Authorship {
    /// One that differs by minute.
    static func ada(_ minute: Int64 = 0, _ comment: String = "") -> Authorship {
        Authorship(author: "ada", time: RuleTime.at(minute), comment: comment)
    }

    static func bob(_ minute: Int64 = 0, _ comment: String = "") -> Authorship {
        Authorship(author: "bob", time: RuleTime.at(minute), comment: comment)
    }
}

/// Minutes of the tests' clock.
enum RuleTime {
    static func at(_ minute: Int64) -> Instant { Instant(seconds: 1_790_000_000 + minute * 60) }
}

extension RuleContent {
    /// A text whose first line is its title, as the tests' own kind of rule has it.
    init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    init(bytes: [UInt8]) {
        let title = String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
        self.init(
            text: bytes,
            heading: RuleHeading(
                title: title, level: "high", tags: ["attack.t1110", title], techniques: ["T1110"],
                tactics: ["credential-access"]))
    }
}

extension RuleSnapshot {
    var texts: [String: String] {
        Dictionary(uniqueKeysWithValues: entries.map { ($0.rule.id, String(decoding: $0.text, as: UTF8.self)) })
    }
}
