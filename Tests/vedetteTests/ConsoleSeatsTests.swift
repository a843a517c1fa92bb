// SPDX-License-Identifier: Apache-2.0

import Access
import Testing

@testable import vedette

@Suite("Who may attach") struct ConsoleSeatsTests {
    private let access = ConsoleAccess(
        groups: AccessGroups([.viewer: ["soc", "office"], .analyst: ["soc-analysts"], .administrator: ["soc-admins"]]),
        owner: 900)

    @Test("groups make the role, the highest of several; without one there is none")
    func groups() {
        #expect(access.role(of: 1000, in: []) == nil)
        #expect(access.role(of: 1000, in: ["office"]) == .viewer)
        #expect(access.role(of: 1000, in: ["office", "soc-analysts"]) == .analyst)
        #expect(access.role(of: 1000, in: ["wheel"]) == nil)
    }

    @Test("the station's own user and root are administrators unless a group makes them something else")
    func owner() {
        #expect(access.role(of: 900, in: []) == .administrator)
        #expect(access.role(of: 0, in: []) == .administrator)
        #expect(access.role(of: 900, in: ["soc"]) == .viewer)
        #expect(access.role(of: 0, in: ["soc"]) == .viewer)
    }

    // The macros look at copies.
    private func take(_ seats: inout ConsoleSeats, _ user: UInt32, at seconds: Double) -> String? {
        seats.take(user, at: seconds)
    }

    private func isNews(_ news: inout RefusalNews, _ line: String, at seconds: Double) -> Bool {
        news.isNews(line, at: seconds)
    }

    @Test("a user has eight places, all together 64, and what is given back is free")
    func places() {
        var seats = ConsoleSeats()
        for _ in 0..<8 { #expect(take(&seats, 1000, at: 0) == nil) }
        #expect(take(&seats, 1000, at: 0)?.contains("8 consoles open") == true)
        seats.free(1000)
        #expect(take(&seats, 1000, at: 0) == nil)
        for user in 1001..<1008 as Range<UInt32> {
            for _ in 0..<8 { #expect(take(&seats, user, at: 0) == nil) }
        }
        #expect(seats.count == 64)
        #expect(take(&seats, 2000, at: 0)?.contains("64 consoles") == true)
        seats.free(1003)
        #expect(take(&seats, 2000, at: 0) == nil)
        // What was never taken is not given back.
        seats.free(3000)
        #expect(seats.count == 64)
    }

    @Test("one who comes again and again is slowed down, others are not")
    func rate() {
        var seats = ConsoleSeats()
        for second in 0..<60 {
            #expect(take(&seats, 1000, at: Double(second) / 10) == nil)
            seats.free(1000)
        }
        #expect(take(&seats, 1000, at: 6)?.contains("within a minute") == true)
        #expect(take(&seats, 1001, at: 6) == nil)
        #expect(take(&seats, 1000, at: 60.05) == nil, "the first of them was more than a minute ago")
    }

    @Test("the same refusal is told once a minute")
    func refusals() {
        var news = RefusalNews()
        #expect(isNews(&news, "a", at: 0))
        #expect(!isNews(&news, "a", at: 59))
        #expect(isNews(&news, "b", at: 59))
        #expect(isNews(&news, "a", at: 61))
        for index in 0..<5000 { _ = news.isNews("\(index)", at: 100) }
        #expect(!isNews(&news, "one more", at: 100), "one who makes up names fills nothing")
    }
}
