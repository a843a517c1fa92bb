// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// A YOLO network of Darknet: 80 classes of COCO, or one class, which is a person.
final class DarknetDetector: Detector {
    let name: String
    private let network: Network
    private let input: Network.Input
    let confidence: Double
    var side: Int? { max(input.width, input.height) }

    /// `graph` is the text of a `.cfg`, which says the input's size.
    init(_ name: String, graph: [UInt8], weights: [UInt8]) throws(JobFailure) {
        let text = String(decoding: graph, as: UTF8.self)
        guard let width = Self.number("width", in: text), let height = Self.number("height", in: text),
            (32...2048).contains(width), (32...2048).contains(height)
        else { throw JobFailure(.model, "the model \(name) says no size of its input") }
        self.name = name
        // Networks of one class see people where those of many see none, and are wrong more often.
        confidence = Self.number("classes", in: text) == 1 ? 0.2 : 0.12
        network = try Network(name, .darknet, graph: Array(Self.lowered(text).utf8), weights: weights)
        input = Network.Input(
            width: width, height: height, deviation: [255, 255, 255], redFirst: true)
    }

    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region] {
        var found: [Region] = []
        for output in try network.run(picture, input) {
            guard let columns = output.sizes.last, columns == 85 || columns == 6 else {
                throw JobFailure(.model, "the model \(name) has neither the 80 classes of COCO nor one")
            }
            for start in stride(from: 0, to: output.values.count, by: columns) {
                if let region = Self.region(output.values[start..<start + columns], in: picture, least: confidence) {
                    found.append(region)
                }
            }
        }
        return found.suppressed()
    }

    /// A row: middle, width and height as parts of the picture, whether anything is there, and of each class how likely it is. The masked
    /// class that is likeliest counts, though another class be likelier: a person who is taken for a dog is a person.
    private static func region(_ row: ArraySlice<Float>, in picture: Picture, least: Double) -> Region? {
        let first = row.startIndex
        var best: (kind: RegionClass, score: Float)?
        for column in (first + 5)..<row.endIndex {
            let score = row[column]
            guard Double(score) >= least, score > best?.score ?? 0 else { continue }
            if let kind = ClassLists.coco(column - first - 5) { best = (kind, score) }
        }
        guard let best else { return nil }
        let (width, height) = (Float(picture.width), Float(picture.height))
        let (x, y, w, h) = (
            row[first] * width, row[first + 1] * height, row[first + 2] * width, row[first + 3] * height
        )
        return FoundBox.region(
            left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2, in: picture, kind: best.kind,
            confidence: best.score)
    }

    /// The first value of a key of the graph's text.
    private static func number(_ key: String, in text: String) -> Int? {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
            if parts.count == 2, parts[0] == key { return Int(parts[1]) }
        }
        return nil
    }

    /// The graph with a low threshold in its last layers: OpenCV drops what is below 0.2 where they say none (`thresh`, DarknetImporter).
    private static func lowered(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            line.filter { !$0.isWhitespace } == "[yolo]" ? "[yolo]\nthresh=0.05" : String(line)
        }.joined(separator: "\n")
    }
}
