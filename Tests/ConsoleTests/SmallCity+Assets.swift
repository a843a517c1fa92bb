// SPDX-License-Identifier: Apache-2.0

import Assets

extension SmallCity {
    /// What stands behind some addresses of the city.
    static let someAssets = AssetReading(
        Array(
            """
            - name: plc-pump-2
              what: pump controller
              owner: waterworks
              street: Pump street 4
              criticality: critical
              groups: [plc]
              addresses: 10.20.4.40
              macs: 02:00:00:00:00:02
              note: The duty engineer of the waterworks is told of every write, at any hour.
            - name: resolver
              owner: city IT
              addresses: 10.20.0.53
            - name: cameras
              what: cameras of the market
              criticality: low
              addresses: 10.20.3.0/24
            """.utf8)
    ).book
}
