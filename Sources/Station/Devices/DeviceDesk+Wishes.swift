// SPDX-License-Identifier: Apache-2.0

package import Devices
internal import Foundation
package import Store

extension DeviceDesk {
    /// Hands a wish to the process that listens and waits for what becomes of it; `nil` where nothing has within so many seconds. Blocks.
    ///
    /// - Parameter isOver: whether nobody waits any more; then `nil`, too.
    /// - Throws: `AttestationFailure`.
    package func answer(
        to wish: DeviceWish, within seconds: Double, isOver: () -> Bool = { false }
    ) throws(AttestationFailure) -> DeviceWish.Answer? {
        let number = try store.wish(wish)
        let end = SystemClock.monotonicSeconds + seconds
        while true {
            if let answer = try store.answer(toWish: number) { return answer }
            guard !isOver(), SystemClock.monotonicSeconds < end else { return nil }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
