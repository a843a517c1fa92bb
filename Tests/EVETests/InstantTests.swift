// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite struct InstantTests {
    @Test("an instant knows its day")
    func day() {
        #expect(Instant(microseconds: -1).day == -1)
    }
}
