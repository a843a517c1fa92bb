// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// The demonstrator's SSD512 of Caffe: rows of Caffe's DetectionOutput layer, classes of Pascal VOC.
final class SSDDetector: Detector {
    let name: String
    private let network: Network

    init(_ name: String, graph: [UInt8], weights: [UInt8]) throws(JobFailure) {
        self.name = name
        network = try Network(name, .caffe, graph: graph, weights: weights)
    }

    var confidence: Double { 0.15 }
    var side: Int? { 512 }

    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region] {
        // The means of its training set, subtracted from each channel.
        let outputs = try network.run(picture, Network.Input(width: 512, height: 512, mean: [104, 117, 123]))
        guard outputs.count == 1, outputs[0].sizes.last == 7 else {
            throw JobFailure(.model, "the model \(name) answers no rows of detections")
        }
        let values = outputs[0].values
        var found: [Region] = []
        // A row: which picture, class, score, left, top, right, bottom, as parts of the picture.
        for row in stride(from: 0, to: values.count, by: 7) {
            guard Double(values[row + 2]) >= confidence, (0...1000).contains(values[row + 1]),
                let kind = ClassLists.voc(Int(values[row + 1]))
            else { continue }
            let (width, height) = (Float(picture.width), Float(picture.height))
            let region = FoundBox.region(
                left: values[row + 3] * width, top: values[row + 4] * height, right: values[row + 5] * width,
                bottom: values[row + 6] * height, in: picture, kind: kind, confidence: values[row + 2])
            if let region { found.append(region) }
        }
        return found.suppressed()
    }
}
