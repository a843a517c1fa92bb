// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// People by OpenCV's HOG detector, which needs no weights, is slow and misses many.
final class PeopleDetector: Detector {
    let name = "HOG"
    let confidence = 0.4

    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region] {
        // It looks for people 96 pixels high and more; small pictures are enlarged so that it sees smaller ones.
        let enlarged = min(2, max(0.5, 960 / Double(max(picture.width, picture.height))))
        var boxes = [vision_box](repeating: vision_box(), count: 200)
        var weights = [Float](repeating: 0, count: 200)
        let answer = unsafe vision_people(
            picture.bytes, Int32(picture.width), Int32(picture.height), enlarged, &boxes, &weights, 200)
        let count = try called(answer, .worker, "people cannot be looked for")
        return (0..<count).compactMap { index in
            guard Double(weights[index]) >= confidence else { return nil }
            let box = boxes[index]
            return FoundBox.region(
                left: Float(box.x), top: Float(box.y), right: Float(box.x + box.width),
                bottom: Float(box.y + box.height),
                in: picture, kind: .person, confidence: weights[index])
        }.suppressed()
    }
}
