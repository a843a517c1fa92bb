// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Crypto
internal import Foundation

/// Models' files as the order names them, read once: what is checked is what is used, whatever becomes of the file.
package struct ModelFiles {
    package let model: UsedModel
    /// The contents, in the order of the kind.
    package let contents: [[UInt8]]

    /// 512 MiB: more than any of these networks has.
    private static let mostBytes = 512 << 20

    /// Reads the model's files.
    ///
    /// - Throws: `.model` where one is missing, too large, or not the one that the order means.
    package init(_ model: UsedModel) throws(JobFailure) {
        let wanted = model.kind == .ssd512 || model.kind == .yolo ? 2 : 1
        guard model.files.count == wanted else {
            throw JobFailure(.model, "the model \(model.name) has \(model.files.count) files instead of \(wanted)")
        }
        self.model = model
        var contents: [[UInt8]] = []
        for file in model.files { contents.append(try Self.read(file, of: model.name)) }
        self.contents = contents
    }

    private static func read(_ file: UsedModel.File, of name: String) throws(JobFailure) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: file.path) else {
            throw JobFailure(.model, "\(file.path) of the model \(name) cannot be read; run: vedette models verify")
        }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: mostBytes + 1), data.count <= mostBytes else {
            throw JobFailure(.model, "\(file.path) of the model \(name) cannot be read or is too large")
        }
        let bytes = [UInt8](data)
        guard Hexadecimal.text(SHA256.digest(of: bytes)) == file.sha256.lowercased() else {
            throw JobFailure(
                .model,
                "\(file.path) is not what it was when the model \(name) was imported; run: vedette models verify")
        }
        return bytes
    }
}
