// SPDX-License-Identifier: Apache-2.0

import Crypto
import Enrolment
import Fixtures
import Foundation
import Testing

@testable import EnrolmentClient

@Suite("Enrolment with a key in a TPM, by swtpm", .enabled(if: SoftwareTPM.isExpectedForKeys, "\(SoftwareTPM.absence)"))
struct TPMEnrolmentTests {
    private func text(_ scene: EnrolmentScene, _ name: String) throws -> String {
        try String(contentsOfFile: scene.state(name) + "/agent.pem", encoding: .utf8)
    }

    @Test("a hundred renewals and connections, each for a new key in the TPM, leave nothing in it")
    func renewals() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let scene = try EnrolmentScene()
        var keys: Set<PublicKey> = []
        // A gateway is given eight certificates a day.
        for name in (0..<15).map({ "gw-\($0)" }) {
            let client = EnrolmentClient(directory: scene.state(name), tpm: try tpm.tcti)
            var last = try client.enrol(with: scene.invite(name), at: scene.place, inTPM: true)
            for _ in 0..<7 {
                #expect(last.credentials.identity.key.place == .tpm(try tpm.tcti))
                keys.insert(last.credentials.identity.key.publicKey)
                last = try client.renew()
            }
            keys.insert(last.credentials.identity.key.publicKey)
            let pem = try text(scene, name)
            #expect(pem.contains("BEGIN TSS2 PRIVATE KEY") && !pem.contains("BEGIN PRIVATE KEY"))
        }
        #expect(keys.count == 120)
        #expect(try tpm.handles() == 0)
    }

    @Test("without the TPM nothing is asked of the station, so the token is as good as before")
    func gone() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let scene = try EnrolmentScene()
        let token = try scene.invite("gw-a")
        let client = EnrolmentClient(directory: scene.state("gw-a"), tpm: try tpm.tcti)
        tpm.stop()
        let failure = #expect(throws: EnrolmentFailure.self) {
            try client.enrol(with: token, at: scene.place, inTPM: true)
        }
        guard case .crypto(.tpm(.unreachable))? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(scene.isEmpty("gw-a"))
        try tpm.start()
        #expect(try client.enrol(with: token, at: scene.place, inTPM: true).gateway == "gw-a")
    }

    @Test("a folder that was stolen is of no use with another TPM, and nothing is lost by the attempt")
    func stolen() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let scene = try EnrolmentScene()
        let client = EnrolmentClient(directory: scene.state("gw-a"), tpm: try tpm.tcti)
        _ = try client.enrol(with: scene.invite("gw-a"), at: scene.place, inTPM: true)
        let before = try text(scene, "gw-a")
        let thief = try SoftwareTPM(isCertified: false)
        let copy = scene.state("thief")
        try FileManager.default.copyItem(atPath: scene.state("gw-a"), toPath: copy)
        let failure = #expect(throws: EnrolmentFailure.self) {
            try EnrolmentClient(directory: copy, tpm: thief.tcti).renew()
        }
        guard case .crypto(.tpm(.foreignKey))? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try String(contentsOfFile: copy + "/agent.pem", encoding: .utf8) == before)
        scene.time.pass(hours: 1)
        #expect(try client.renew().gateway == "gw-a")
    }
}
