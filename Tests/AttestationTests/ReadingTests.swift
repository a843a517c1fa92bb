// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Fixtures
internal import Testing

@Suite("Signed readings")
struct ReadingTests {
    private let sensor: SoftwareAttester

    init() throws {
        var sensor = try SoftwareAttester()
        sensor.attributes.remove(.restricted)
        sensor.scheme = .none
        self.sensor = sensor
    }

    private func result(
        _ text: String, last: ReadingAppraisal.Position?, isBare: Bool = false, device: String = "cam-1"
    ) throws -> ReadingAppraisal.Result {
        let enrolled = ReadingAppraisal.Enrolled(device: device, keyName: try sensor.name())
        let message = Array(text.utf8)
        return ReadingAppraisal(enrolled: enrolled, last: last)
            .result(
                message: message, signature: try sensor.signature(of: message), keyArea: sensor.area, isBare: isBare)
    }

    private func text(boot: Int = 2, sequence: Int, device: String = "cam-1") -> String {
        #"{"dev":"\#(device)","boot":\#(boot),"seq":\#(sequence),"ms":1000,"ch":"adc0","raw":12.9}"#
    }

    private let last = ReadingAppraisal.Position(boot: 2, sequence: 41)

    @Test func theNextReadingIsAccepted() throws {
        let result = try result(text(sequence: 42), last: last)
        #expect(result.verdict == .accept)
        #expect(result.reading?.value == 12.9)
    }

    @Test(arguments: [41, 40, 0])
    func whatWasSeenIsAReplay(sequence: Int) throws {
        #expect(try result(text(sequence: sequence), last: last).reason == .replay)
        #expect(try result(text(boot: 1, sequence: 99), last: last).reason == .replay)
    }

    @Test func aGapIsCounted() throws {
        let gap = try result(text(sequence: 45), last: last)
        #expect(gap.verdict == .flag)
        #expect(gap.missing == 3)
        #expect(try result(text(boot: 3, sequence: 0), last: last).reason == .ok)
        #expect(try result(text(boot: 3, sequence: 2), last: last).missing == 2)
    }

    @Test func anotherDevicesReadingIsNotThisOnes() throws {
        #expect(try result(text(sequence: 42, device: "cam-2"), last: last).reason == .readingDevice)
    }

    @Test func aBareValueIsAuthenticAndNeverFresh() throws {
        let result = try result("\u{1}\u{2}", last: last, isBare: true)
        #expect(result.verdict == .flag)
        #expect(result.reason == .noFreshness)
    }

    @Test func aReadingThatIsPlayedAgainAsABareValueIsStillAReplay() throws {
        #expect(try result(text(sequence: 41), last: last, isBare: true).reason == .replay)
        #expect(try result(text(sequence: 42, device: "cam-2"), last: last, isBare: true).reason == .readingDevice)
        #expect(try result(text(sequence: 42), last: last, isBare: true).reading?.sequence == 42)
    }

    @Test(arguments: ["", "{}", #"{"dev":"cam-1","boot":-1,"seq":1,"ms":1,"ch":"a","raw":1}"#, "[1]"])
    func aSignedMessageThatIsNoReadingIsMalformed(text: String) throws {
        #expect(try result(text, last: nil).reason == .malformed)
    }
}
