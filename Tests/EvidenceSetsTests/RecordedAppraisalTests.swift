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

    @Test func aManifestOfAnotherFormIsRefused() {
        #expect(throws: DecodingError.self) { try EvidenceManifest.read(Array(#"{"cases":[{"id":1}]}"#.utf8)) }
    }

    @Test func filesAboveTheManifestAreNotRead() throws {
        let text =
            #"{"format":1,"cases":[{"id":"x","kind":"ak","files":{"ak_public":"../../etc/passwd"},"params":{}}]}"#
        let set = try EvidenceManifest.read(Array(text.utf8))
        #expect(throws: (any Error).self) { try RecordedAppraisal(folder: "/tmp").outcome(of: set.cases[0]) }
    }
}
