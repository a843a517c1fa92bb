// SPDX-License-Identifier: Apache-2.0

import Collector
import Crypto
import Enrolment
import Fixtures
import Foundation
import Testing

@testable import Agent

@Suite(
    "A gateway whose key lies in a TPM, by swtpm", .serialized,
    .enabled(if: SoftwareTPM.isExpectedForKeys, "\(SoftwareTPM.absence)"))
struct TPMGatewayTests {
    let tpm: SoftwareTPM
    let station: StationModel
    let gateway: GatewayModel

    init() throws {
        tpm = try SoftwareTPM(isCertified: false)
        let tls = try TLSCase()
        station = try StationModel(tls)
        let identity = try tls.authority.identity("gw-harbour", purpose: .client, key: PrivateKey(newIn: tpm.tcti))
        gateway = try GatewayModel(
            identity, of: tls.authority.certificate,
            stations: [try #require(StationAddress("127.0.0.1:\(station.collector.port)"))])
        gateway.configuration.tpm = try tpm.tcti
    }

    @Test("sends, comes back after each break, and leaves nothing in the TPM")
    func reconnecting() throws {
        for round in 1...20 {
            try gateway.write(10)
            try gateway.startAgent()
            #expect(try gateway.works(until: { station.order.count == 10 * round }) { station.take() })
            gateway.endAgent()
        }
        #expect(gateway.said.allSatisfy { $0.hasPrefix("connected to ") })
        #expect(try tpm.handles() == 0)
    }

    @Test("says where its key lies; without the TPM it says so, goes on collecting, and sends all once that is back")
    func gone() throws {
        tpm.stop()
        gateway.configuration.order = .newestFirst
        try gateway.write(10)
        try gateway.startAgent()
        #expect(gateway.status.key == "TPM (\(try tpm.tcti))")
        let isStowed = try gateway.works(until: { gateway.status.spoolBytes > 0 }) { station.take() }
        #expect(isStowed && station.order.isEmpty)
        #expect(
            gateway.said.contains { $0.contains(": the TPM at \(gateway.configuration.tpm) cannot be used: ") },
            "\(gateway.said)")
        try gateway.write(10)
        try tpm.start()
        #expect(try gateway.works(until: { station.order.count == 20 }) { station.take() })
        #expect(station.order.sorted() == gateway.written.sorted())
    }

    @Test("says what to do once its TPM was cleared")
    func cleared() throws {
        try tpm.clear()
        try gateway.write(10)
        try gateway.startAgent()
        let isSaid = try gateway.works(until: { gateway.said.contains { $0.contains("enrol anew with a token") } }) {
            station.take()
        }
        #expect(isSaid && station.order.isEmpty)
        #expect(gateway.status.lastError.contains("the TPM does not take its key"))
    }

    @Test("its program says so where the provider is missing, the TPM is, or the words are wrong, and asks no station")
    func program() throws {
        let token = try #require(
            EnrolmentToken(
                secret: [UInt8](repeating: 7, count: EnrolmentToken.secretCount),
                station: [UInt8](repeating: 9, count: 32)))
        let rest = ["enroll", "--station", "127.0.0.1:1", "--token", token.text, "--state", gateway.path + "/new"]
        let cases: [(arguments: [String], modules: String?, code: Int32, text: String)] = [
            (["--key", "tpm"], "/nonexistent", 3, "call 'apt-get install tpm2-openssl'"),
            (["--tpm", "swtpm:path=/nonexistent"], nil, 3, "the TPM at swtpm:path=/nonexistent cannot be used: "),
            (["--tpm", "cmd:sh"], nil, 2, "--tpm: write device:/dev/tpmrm0"),
            (["--key", "cloud"], nil, 2, "--key: 'cloud' is not auto, tpm or file"),
            (["--tpm", try tpm.tcti.text], nil, 3, "Connection refused"),
        ]
        for (arguments, modules, code, text) in cases {
            let process = Process()
            process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
                .deletingLastPathComponent().appending(path: "vedette-agent")
            process.arguments = rest + arguments
            if let modules {
                process.environment = ProcessInfo.processInfo.environment.merging(["OPENSSL_MODULES": modules]) { $1 }
            }
            let pipe = Pipe()
            process.standardError = pipe
            try process.run()
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == code && said.contains(text), "\(said)")
            // One line: none of what the TPM's libraries would say.
            #expect(said.split(separator: "\n").count == 1, "\(said)")
        }
    }
}
