// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// A YOLOX or NanoDet network of ONNX, 80 classes of COCO. Which of both it is and how large its input is show when it is first run.
final class GridDetector: Detector {
    let name: String
    private let network: Network
    private let form: Form

    private enum Form {
        case yolox(side: Int)
        case nanodet(side: Int)
    }

    init(_ name: String, graph: [UInt8]) throws(JobFailure) {
        self.name = name
        network = try Network(name, .onnx, graph: graph)
        form = try Self.form(of: network)
    }

    var confidence: Double { 0.25 }
    var side: Int? {
        switch form {
        case .yolox(let side), .nanodet(let side): side
        }
    }

    /// Tries the sizes that such networks are exported with, on a black picture.
    private static func form(of network: Network) throws(JobFailure) -> Form {
        let black = Picture(width: 64, height: 64)
        var reason = JobFailure(.model, "the model \(network.name) is neither YOLOX nor NanoDet")
        for side in [416, 640, 320, 512] {
            do throws(JobFailure) {
                let outputs = try network.run(black, Network.Input(width: side, height: side))
                if isYOLOX(outputs, side) { return .yolox(side: side) }
                if NanoDetAnswer(outputs, side: side) != nil { return .nanodet(side: side) }
            } catch {
                reason = error
            }
        }
        throw reason
    }

    /// One row for each cell of the three grids: 4 numbers of a box, whether anything is there, 80 classes.
    private static func isYOLOX(_ outputs: [Network.Output], _ side: Int) -> Bool {
        let cells = [8, 16, 32].map { (side / $0) * (side / $0) }.reduce(0, +)
        return outputs.count == 1 && outputs[0].sizes == [1, cells, 85]
    }

    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region] {
        switch form {
        case .yolox(let side): return try findByYOLOX(picture, side, confidence)
        case .nanodet(let side): return try findByNanoDet(picture, side, confidence)
        }
    }

    private func findByYOLOX(_ picture: Picture, _ side: Int, _ least: Double) throws(JobFailure) -> [Region] {
        let outputs = try network.run(
            picture, Network.Input(width: side, height: side, keepsProportions: true, padding: 114))
        guard Self.isYOLOX(outputs, side) else { throw JobFailure(.model, "the model \(name) changed its answer") }
        let values = outputs[0].values
        let scale = Float(max(picture.width, picture.height)) / Float(side)
        var found: [Region] = []
        var row = 0
        for step in [8, 16, 32] {
            for cell in 0..<(side / step) * (side / step) {
                defer { row += 85 }
                guard Double(values[row + 4]) >= least,
                    let best = bestClass(values[(row + 5)..<(row + 85)]), Double(best.score * values[row + 4]) >= least
                else { continue }
                let x = (values[row] + Float(cell % (side / step))) * Float(step) * scale
                let y = (values[row + 1] + Float(cell / (side / step))) * Float(step) * scale
                // A logarithm beyond this is no size of anything.
                let w = exponential(min(values[row + 2], 8)) * Float(step) * scale
                let h = exponential(min(values[row + 3], 8)) * Float(step) * scale
                let region = FoundBox.region(
                    left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2, in: picture,
                    kind: best.kind, confidence: best.score * values[row + 4])
                if let region { found.append(region) }
            }
        }
        return found.suppressed()
    }

    private func findByNanoDet(_ picture: Picture, _ side: Int, _ least: Double) throws(JobFailure) -> [Region] {
        let outputs = try network.run(
            picture,
            Network.Input(
                width: side, height: side, mean: [103.53, 116.28, 123.675], deviation: [57.375, 57.12, 58.395],
                keepsProportions: true))
        guard let answer = NanoDetAnswer(outputs, side: side) else {
            throw JobFailure(.model, "the model \(name) changed its answer")
        }
        let scale = Float(max(picture.width, picture.height)) / Float(side)
        var found: [Region] = []
        for grid in answer.grids {
            for cell in 0..<grid.across * grid.across {
                guard let best = bestClass(grid.classes[(cell * 80)..<(cell * 80 + 80)]), Double(best.score) >= least
                else { continue }
                let edges = grid.edges(of: cell).map { $0 * scale }
                let region = FoundBox.region(
                    left: edges[0], top: edges[1], right: edges[2], bottom: edges[3], in: picture, kind: best.kind,
                    confidence: best.score)
                if let region { found.append(region) }
            }
        }
        return found.suppressed()
    }

    /// The masked class that is likeliest.
    private func bestClass(_ scores: ArraySlice<Float>) -> (kind: RegionClass, score: Float)? {
        var best: (kind: RegionClass, score: Float)?
        for index in [0, 1, 2, 3, 5, 7] where scores[scores.startIndex + index] > best?.score ?? 0 {
            if let kind = ClassLists.coco(index) { best = (kind, scores[scores.startIndex + index]) }
        }
        return best
    }
}
