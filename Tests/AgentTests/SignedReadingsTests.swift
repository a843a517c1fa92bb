// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Fixtures
import Prover
import Testing

@testable import Agent

@Suite("Signed readings", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct SignedReadingsTests {
    @Test func valuesArriveSignedInOrderAndOnceAlsoThroughRestartsAndADeadTPM() throws {
        let bench = try ReadingBench()
        try bench.start()
        // The register first: where the row begins is known then.
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
        try bench.write(["1", "2.50", "no number", "-3e2"])
        #expect(becomesTrue { bench.readings.count == 4 }, "\(bench.said.all)")
        bench.tpm.stop()
        try bench.write(["4", "5"])
        #expect(
            becomesTrue {
                bench.said.all.contains { $0.contains("no TPM at") }
                    || bench.said.all.contains { $0.contains("the line to the TPM") }
            })
        try bench.tpm.start()
        #expect(becomesTrue { bench.readings.count == 6 }, "\(bench.said.all)")
        bench.end()
        try bench.start()
        #expect(becomesTrue { bench.readings.count == 7 }, "\(bench.said.all)")
        try bench.write(["6"])
        #expect(becomesTrue { bench.readings.count == 8 }, "\(bench.said.all)")
        bench.end()
        #expect(bench.said.all.contains { $0.hasSuffix("/level: 'no number' is no number") })
        try check(bench)
    }

    @Test func eventsAreSentWhereNothingCanBeSigned() throws {
        let bench = try ReadingBench()
        try GatewayModel.write(Array("x\n".utf8), bench.folder.readingBoots)
        try bench.start()
        let line = #"{"timestamp":"2026-11-29T00:00:00.000000Z","event_type":"flow"}"#
        try bench.log(line)
        #expect(
            becomesTrue {
                bench.station.take()
                return bench.station.order.contains(line)
            }, "\(bench.said.all)")
        #expect(becomesTrue { bench.said.all.contains { $0.hasPrefix("no readings are signed: ") } })
        try GatewayModel.write(Array("7\n".utf8), bench.folder.readingBoots)
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
    }

    @Test func valuesThatAreLostAreTold() throws {
        let bench = try ReadingBench()
        try bench.start()
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
        bench.tpm.stop()
        try bench.write((0..<ReadingsQueue.limit + 3).map { "\($0)" })
        let gateway = try bench.gateway
        #expect(
            becomesTrue {
                bench.said.all.contains("values of \(gateway) that are lost, as 4096 newer ones wait to be signed: 3")
            }, "\(bench.said.all)")
        bench.end()
        #expect(
            bench.said.all.contains(
                "values of \(gateway) that are lost, as they were not signed by the agent's end: 4096"),
            "\(bench.said.all)")
    }

    private func check(_ bench: ReadingBench) throws {
        let keys = try bench.keys()
        var appraisal = ReadingAppraisal(enrolled: .init(device: try bench.gateway, keyName: keys.sensorName))
        var values: [Double] = []
        for reading in bench.readings {
            #expect(reading.key == keys.sensorName && !reading.isBare)
            let result = appraisal.result(
                message: reading.message, signature: reading.signature, keyArea: keys.sensorArea)
            #expect(result.verdict == .accept, "\(result.reason): \(String(decoding: reading.message, as: UTF8.self))")
            let signed = try #require(result.reading)
            #expect(signed.channel == (values.isEmpty || values.count == 6 ? "flow" : "level"))
            values.append(signed.value)
            appraisal.last = .init(boot: signed.boot, sequence: signed.sequence)
            let again = appraisal.result(
                message: reading.message, signature: reading.signature, keyArea: keys.sensorArea)
            #expect(again.reason == .replay)
        }
        #expect(values == [4242, 1, 2.5, -300, 4, 5, 4242, 6])
        #expect(appraisal.last?.boot == 2)
    }
}
