// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import EvidenceSets
internal import Fixtures
internal import Foundation
internal import Testing

@Suite("Recorded evidence")
struct RecordedAppraisalTests {
    private static let folder = SharedMaterial.folder.appending(path: "data/tpm-vectors").path

    private func set() throws -> EvidenceManifest {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/manifest.json"))
        return try EvidenceManifest.read([UInt8](data))
    }

    @Test(.enabled(if: SharedMaterial.isExpected("data/tpm-vectors"), "skipped: no ../shared"))
    func everyCaseComesToItsVerdictAndReason() throws {
        let set = try set()
        #expect(set.cases.count >= 115)
        let appraisal = RecordedAppraisal(folder: Self.folder)
        for recorded in set.cases {
            let outcome = try appraisal.outcome(of: recorded)
            #expect(outcome.verdict.rawValue == recorded.expect?.verdict, "\(recorded.id)")
            #expect(outcome.reason.rawValue == recorded.expect?.reason, "\(recorded.id)")
        }
    }

    @Test(arguments: [#"{"format":2,"cases":[]}"#, #"{"format":2,"cases":"another form's"}"#])
    func aManifestOfAnotherFormIsRefused(text: String) throws {
        let error = #expect(throws: DecodingError.self) { try EvidenceManifest.read(Array(text.utf8)) }
        guard case .dataCorrupted(let context)? = error else { return #expect(Bool(false), "\(error as Any)") }
        #expect(context.codingPath.map(\.stringValue) == ["format"])
        #expect(try EvidenceManifest.read(Array(#"{"format":1,"cases":[]}"#.utf8)).cases.isEmpty)
    }

    @Test(arguments: [#"{"cases":[]}"#, #"{"format":1,"cases":[{"id":1}]}"#])
    func aManifestThatLacksSomethingIsRefused(text: String) {
        #expect(throws: DecodingError.self) { try EvidenceManifest.read(Array(text.utf8)) }
    }

    @Test func anAreaThatIsNoEndorsementKeysIsRejectedAndNoFaultOfTheSet() throws {
        // It signs, and has no algorithm to wrap by.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let attester = try SoftwareAttester()
        try Data(attester.area).write(to: folder.appending(path: "ek"))
        try Data(attester.area).write(to: folder.appending(path: "ak"))
        try Data([0]).write(to: folder.appending(path: "id"))
        let text = #"""
            {"format":1,"cases":[{"id":"x","kind":"credential","files":{"ek_public":"ek","ak_public":"ak","id_object":"id"},
            "params":{"secret":"00","seed":"00"}}]}
            """#
        let set = try EvidenceManifest.read(Array(text.utf8))
        let outcome = try RecordedAppraisal(folder: folder.path).outcome(of: set.cases[0])
        #expect(outcome.verdict == .reject && outcome.reason == .ekAttributes)
    }

    @Test func filesAboveTheManifestAreNotRead() throws {
        let text =
            #"{"format":1,"cases":[{"id":"x","kind":"ak","files":{"ak_public":"../../etc/passwd"},"params":{}}]}"#
        let set = try EvidenceManifest.read(Array(text.utf8))
        #expect(throws: (any Error).self) { try RecordedAppraisal(folder: "/tmp").outcome(of: set.cases[0]) }
    }
}
