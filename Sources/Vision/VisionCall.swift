// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// What a function of `CVision` answered; throws its reason where it failed.
@discardableResult
func called(_ answer: Int32, _ kind: JobFailure.Kind = .worker, _ what: String) throws(JobFailure) -> Int {
    guard answer >= 0 else {
        let reason = unsafe String(cString: vision_error()).prefix(300)
        throw JobFailure(kind, "\(what): \(reason)")
    }
    return Int(answer)
}

extension vision_box {
    init(_ box: PixelBox) {
        self.init(x: Int32(box.x), y: Int32(box.y), width: Int32(box.width), height: Int32(box.height))
    }
}

extension PixelBox {
    init(_ box: vision_box) {
        self.init(x: Int(box.x), y: Int(box.y), width: Int(box.width), height: Int(box.height))
    }
}

/// How OpenCV works in this process.
package enum VisionThreads {
    /// Lets each call use so many threads. The pipeline has threads of its own, so one is right for it.
    package static func set(_ count: Int) { vision_set_threads(Int32(count)) }
}
