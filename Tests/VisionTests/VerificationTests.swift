// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Testing

@testable import Vision

/// Finds a person in a box wherever it is brighter than some shade, or fails.
private final class BrightDetector: Detector {
    let name = "bright"
    let confidence = 0.1
    var boxes: [PixelBox]
    var failure: JobFailure?
    /// Whether it sees them whatever is there.
    var isObsessed = false

    init(_ boxes: [PixelBox]) { self.boxes = boxes }

    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region] {
        if let failure { throw failure }
        return boxes.filter { box in
            isObsessed || picture.bytes[3 * ((box.y + box.height / 2) * picture.width + box.x + box.width / 2)] > 200
        }.map { Region(box: $0, kind: .person, confidence: 0.9, origin: .detected) }
    }
}

@Suite("Processed frames are looked at again")
struct VerificationTests {
    private let box = PixelBox(x: 40, y: 40, width: 20, height: 20)

    private func frame(_ number: Int, bright: Bool, invented: [PixelBox] = []) throws -> Verification.Processed {
        var picture = Scene().picture()
        if bright { Scene.draw(235, x: box.x, y: box.y, side: 20, into: &picture) }
        var mask: Mask?
        if !invented.isEmpty {
            mask = Mask(width: picture.width, height: picture.height)
            try mask?.mark(invented)
        }
        return .init(number: number, picture: picture, regions: [], invented: mask)
    }

    @Test("what is found in one frame is masked in those around, though nobody looked at them")
    func around() throws {
        var options = JobOptions()
        options.detectEvery = 5
        options.holdFrames = 5
        var verification = Verification(Detectors([BrightDetector([box])]), options: options)
        var released: [Verification.Processed] = []
        for number in 0..<20 { released += try verification.take(try frame(number, bright: (2...9).contains(number))) }
        released += try verification.finish()
        #expect(released.map(\.number) == Array(0..<20))
        #expect(released.allSatisfy { Scene.pixels(of: $0.picture, above: 200) == 0 })
        #expect(verification.masked > 0)
        #expect(Set(released[7].regions.map(\.origin)) == [.residual])
    }

    @Test("what detectors see in a region that holds nothing of any frame is no finding")
    func invented() throws {
        var verification = Verification(Detectors([BrightDetector([box])]), options: JobOptions())
        let released = try verification.take(frame(0, bright: true, invented: [box]))
        #expect(released.count == 1)
        #expect(verification.masked == 0)
    }

    @Test("who stands in the corner that two masked regions leave open is found, before and after encoding")
    func corner() throws {
        // Their common box holds the finding whole; of its own pixels hardly one is filled.
        let regions = [
            PixelBox(x: 20, y: 20, width: 21, height: 60), PixelBox(x: 20, y: 20, width: 60, height: 21),
        ]
        var verification = Verification(Detectors([BrightDetector([box])]), options: JobOptions())
        _ = try verification.take(frame(0, bright: true, invented: regions))
        #expect(verification.masked == 1)
        let final = FinalLook(Detectors([BrightDetector([box])]))
        try final.choose(frame(0, bright: true, invented: regions))
        #expect(throws: JobFailure.self) { try final.look(at: frame(0, bright: true).picture, number: 0) }
        try final.choose(frame(1, bright: true, invented: [box]))
        try final.look(at: frame(1, bright: true).picture, number: 1)
    }

    @Test("a detector that fails fails the job")
    func failing() {
        let detector = BrightDetector([box])
        detector.failure = JobFailure(.model, "it broke")
        var verification = Verification(Detectors([detector]), options: JobOptions())
        #expect(throws: JobFailure(.model, "it broke")) { try verification.take(try frame(0, bright: false)) }
    }

    @Test("what shows in the encoded output after all fails the job as one of privacy, and is not tried again")
    func finalLook() throws {
        let final = FinalLook(Detectors([BrightDetector([box])]))
        for number in 0..<200 { try final.choose(frame(number, bright: false)) }
        var looked = 0
        let shown = try frame(0, bright: true).picture
        for number in 0..<200 {
            do throws(JobFailure) {
                try final.look(at: shown, number: number)
            } catch {
                looked += 1
                #expect(error.kind == .privacy)
                #expect(!error.mayRetry)
            }
        }
        #expect((20...48).contains(looked))
        #expect(final.left == looked)
    }
}
