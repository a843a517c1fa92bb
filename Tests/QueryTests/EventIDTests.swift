// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Testing

@Suite struct EventIDTests {
    @Test(
        "an id is its UTC day and its row",
        arguments: [
            ("20261124-0", EventID(day: 20_781, row: 0)), ("20261124-3f9", EventID(day: 20_781, row: 4437)),
            ("19700101-z", EventID(day: 0, row: 35)), ("19691231-10", EventID(day: -1, row: 36)),
            ("20240229-1y2p0ij32e8e7", EventID(day: 19_782, row: .max)),
        ])
    func forms(text: String, id: EventID) {
        #expect(id.description == text)
        #expect(EventID(text) == id)
        #expect(EventID(text.uppercased()) == id)
    }

    @Test(
        "what is no id is refused",
        arguments: [
            "", "-", "20261124", "20261124-", "-5", "20260229-1", "20261301-1", "20261100-1", "2026112-1",
            "20261124-+1",
            "20261124-!", "20261124--1", "+20261124-1", "20261124-zzzzzzzzzzzzzz", "２０２６1124-1", "20261124-1 ",
            "a0261124-1",
            "999999991231-1", "20261124-é",
        ])
    func refused(text: String) {
        #expect(EventID(text) == nil)
    }

    @Test("every id reads back", arguments: 0..<5 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let id = EventID(
                day: Int32.random(in: .min ... .max, using: &random),
                row: Int64.random(in: .min ... .max, using: &random))
            #expect(EventID(id.description) == id)
        }
        for day in [Int32.min, -719_529, -719_528, 2_932_896, 2_932_897, .max] {
            let id = EventID(day: day, row: 1)
            #expect(EventID(id.description) == id)
        }
    }
}
