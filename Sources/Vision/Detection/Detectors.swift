// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// Several detectors that look at the same picture; what any of them finds counts.
package final class Detectors {
    private let all: [any Detector]
    private let classes: Set<RegionClass>
    /// What somebody said; `nil` for each detector's own.
    private let confidence: Double?

    package init(_ all: [any Detector], classes: Set<RegionClass> = RegionClass.all, confidence: Double? = nil) {
        self.all = all
        self.classes = classes
        self.confidence = confidence
    }

    /// Those of models that find something; models that complete are passed over.
    ///
    /// - Throws: `.model` where one cannot be used.
    package convenience init(of models: [ModelFiles], options: JobOptions) throws(JobFailure) {
        var all: [any Detector] = []
        for files in models where files.model.kind.detects { all.append(try Self.detector(of: files)) }
        self.init(all, classes: options.classes, confidence: options.confidence)
    }

    package static func detector(of files: ModelFiles) throws(JobFailure) -> any Detector {
        let name = files.model.name
        switch files.model.kind {
        case .yolo: return try DarknetDetector(name, graph: files.contents[0], weights: files.contents[1])
        case .ssd512: return try SSDDetector(name, graph: files.contents[0], weights: files.contents[1])
        case .onnx: return try GridDetector(name, graph: files.contents[0])
        case .glcic: throw JobFailure(.model, "the model \(name) completes and detects nothing")
        }
    }

    package var names: [String] { all.map(\.name) }
    package var isEmpty: Bool { all.isEmpty }

    /// How hard they look.
    package enum Look: Sendable, Hashable {
        /// At the picture as a whole.
        case whole
        /// At two parts of it besides, where they see it made smaller: small things, which no motion tells of.
        case closely
        /// And at its mirror image.
        case twice
    }

    /// What all of them find of the wanted classes.
    ///
    /// - Parameter least: the least confidence, where it is to be more than the detectors' own.
    package func find(
        in picture: Picture, least: Double = 0, look: Look = .whole
    ) throws(JobFailure) -> [Region] {
        var found: [Region] = []
        let content = picture.content
        for detector in all {
            let confidence = max(least, self.confidence ?? detector.confidence)
            for view in Self.views(of: content, by: detector, look) {
                let seen = try detector.find(in: view.picture(of: picture), confidence: confidence)
                found += seen.map(view.region)
            }
        }
        return found.filter { classes.contains($0.kind) }.suppressed(overlap: 0.7)
    }

    private static func views(of content: PixelBox, by detector: any Detector, _ look: Look) -> [PictureView] {
        let whole = PictureView(box: content)
        guard look != .whole, let side = detector.side else { return [whole] }
        // Parts of a picture that is hardly made smaller show nothing new.
        let isShrunk = max(content.width, content.height) * 4 > side * 5
        let mirrored = look == .twice ? [PictureView(box: content, isMirrored: true)] : []
        return [whole] + (isShrunk ? PictureView.parts(of: content) : []) + mirrored
    }
}
