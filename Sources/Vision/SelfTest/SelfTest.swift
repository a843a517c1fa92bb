// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// Whether models do what they are for, on pictures of our own. It tells a network with its weights from one without; how good it is on a city's
/// cameras it does not tell.
package enum SelfTest {
    /// Tests models one after the other.
    ///
    /// - Throws: `.worker` where one could not be tested, which says nothing of it.
    package static func run(_ models: [UsedModel], _ say: (WorkerMessage) -> Void) throws(JobFailure) {
        for model in models { say(.tested(model: model.name, refusal: try refusal(of: model))) }
    }

    /// Why a model may not be used; `nil` where it may.
    package static func refusal(of model: UsedModel) throws(JobFailure) -> String? {
        do throws(JobFailure) {
            let files = try ModelFiles(model)
            return model.kind.detects ? try detectorRefusal(files) : try completionRefusal(files)
        } catch {
            guard error.kind != .worker else { throw error }
            return error.line
        }
    }

    private static func detectorRefusal(_ files: ModelFiles) throws(JobFailure) -> String? {
        let detector = try Detectors.detector(of: files)
        let test = DetectorTest(
            street: try detector.find(in: try TestPicture.street.picture(), confidence: DetectorTest.confidence),
            empty: try detector.find(in: try TestPicture.empty.picture(), confidence: DetectorTest.confidence),
            knowsCars: !knowsPersonsAlone(files))
        return test.refusal
    }

    /// Whether it is a Darknet network of one class.
    private static func knowsPersonsAlone(_ files: ModelFiles) -> Bool {
        guard files.model.kind == .yolo, let text = files.contents.first else { return false }
        return text.split(separator: 10).contains { $0.filter { $0 > 32 } == Array("classes=1".utf8) }
    }

    private static func completionRefusal(_ files: ModelFiles) throws(JobFailure) -> String? {
        let network = try Network(files.model.name, .onnx, graph: files.contents[0])
        let filler = Filler(completion: network, lastFill: .solid)
        return try CompletionTest(picture: try TestPicture.empty.picture()).refusal {
            (picture, hole) throws(JobFailure) in
            _ = try filler.fill(&picture, [hole], plate: nil)
        }
    }
}
