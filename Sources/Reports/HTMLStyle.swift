// SPDX-License-Identifier: Apache-2.0

/// How a report's page looks: light or dark as the reader likes, and dark on white on paper.
enum HTMLStyle {
    static let sheet = """
        :root { --ground: #fff; --ink: #1c2430; --dim: #5b6675; --line: #d5dae1; --soft: #f3f5f8;
          --high: #b3261e; --medium: #b86e00; --low: #2f6db3; --other: #7a8492; --bar: #3b6ea5; }
        @media screen and (prefers-color-scheme: dark) {
          :root { --ground: #12161c; --ink: #dfe5ec; --dim: #98a3b1; --line: #303845; --soft: #1a2029;
            --high: #ff7b72; --medium: #f0b35a; --low: #79b4f2; --other: #98a3b1; --bar: #79b4f2; } }
        body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--ground); color: var(--ink);
          font: 15px/1.45 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem;
          border-bottom: 2px solid var(--line); } h3 { font-size: 1rem; margin: 0 0 .4rem; }
        header p, small, dt, th, caption, figcaption { color: var(--dim); } header p { margin: .2rem 0; }
        bdi { overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; margin: 0 0 1.4rem; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; color: var(--ink); }
        th, td { text-align: left; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { font-weight: 500; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; width: 5.5rem; }
        .id { min-width: 5rem; }
        dl { margin: 0 0 1rem; } dd { margin: 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .7rem; }
        .tiles > div { background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; }
        .tiles dd { font-size: 1.25rem; font-weight: 600; } .tiles small { display: block; font-size: .8rem; font-weight: 400; }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0 1rem; }
        .facts > div { display: flex; gap: .5rem; } .facts dt { min-width: 5rem; }
        article { border-left: 3px solid var(--high); padding: .3rem 0 .3rem .9rem; margin: 0 0 1.2rem; }
        article ul { margin: .2rem 0; padding-left: 1.1rem; }
        figure { margin: 1rem 0; } svg { width: 100%; height: auto; display: block; }
        svg text { fill: var(--dim); font-size: 11px; } .grid { stroke: var(--line); }
        .high { fill: var(--high); background: var(--high); } .medium { fill: var(--medium); background: var(--medium); }
        .low { fill: var(--low); background: var(--low); } .other { fill: var(--other); background: var(--other); }
        .events { fill: var(--bar); }
        .key { display: inline-block; width: .7em; height: .7em; margin: 0 .2em 0 .8em;
          -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        .spark { width: 6rem; height: 1rem; fill: var(--bar); }
        @media print { body { max-width: none; padding: 0; font-size: 10pt; } tr, figure, article { break-inside: avoid; }
          h2, caption { break-after: avoid; } }
        """
}
