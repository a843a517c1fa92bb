// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas

@testable import Console

extension Desk {
    /// A desk of a city with jobs, whose pane is open unless other keys are given.
    static func ofJobs(columns: Int = 120, rows: Int = 40, keys: String = "7", look: Look = Look()) -> Desk {
        var city = SmallCity.withEvents(60)
        city.addJobs()
        var desk = Desk(city, columns: columns, rows: rows, look: look)
        desk.run(keys)
        return desk
    }

    /// The pictures that were asked for so far.
    var previewWishes: [JobPreviewWish] {
        asked.compactMap { if case .jobPreview(let wish) = $0 { wish } else { nil } }
    }
}
