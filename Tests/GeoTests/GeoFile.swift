// SPDX-License-Identifier: Apache-2.0

import Foundation
import Geo

/// A file of these bytes for one test.
final class GeoFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mmdb").path
        try Data(bytes).write(to: URL(filePath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// It opened; it is there until that is done.
    func open() throws(GeoFailure) -> GeoDatabase {
        let database = try GeoDatabase(path: path)
        withExtendedLifetime(self) {}
        return database
    }

    /// What is wrong with it; `nil` if it can be opened.
    var failure: GeoFailure? {
        do throws(GeoFailure) {
            _ = try open()
            return nil
        } catch {
            return error
        }
    }
}
