"""The style of the report of an impact: for a screen, light or dark, and for paper."""

STYLE = """
  :root { --ground: #fff; --panel: #f5f5f2; --ink: #16181a; --muted: #55595d; --line: #c9cbc8; --pale: #e4e5e2;
          --now: #1d5c8a; --soft: #7fa9c7; --was: #6d7276; --loss: #a3402a; --loss-ground: #f0d5cd; }
  @media (prefers-color-scheme: dark) {
    :root { --ground: #14171a; --panel: #1d2226; --ink: #e9eae8; --muted: #a8adb1; --line: #464c51; --pale: #2b3136;
            --now: #7db8e2; --soft: #3f6e90; --was: #a4aaaf; --loss: #ee9078; --loss-ground: #4a2a22; } }
  @media print {
    :root { --ground: #fff; --panel: #fff; --ink: #000; --muted: #444; --line: #999; --pale: #ddd;
            --now: #1d5c8a; --soft: #9dbfd8; --was: #555; --loss: #a3402a; --loss-ground: #f0d5cd; } }
  * { box-sizing: border-box; }
  body { font: 16px/1.5 Georgia, "Noto Serif", "Noto Serif CJK TC", serif; margin: 0; color: var(--ink);
         background: var(--ground); }
  main { max-width: 54rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0; }
  h2 { font-size: 1.3rem; margin: 2.6rem 0 .6rem; padding-top: .8rem; border-top: 2px solid var(--ink); }
  p { margin: .4rem 0; } ul { padding-left: 1.2rem; } li { margin: .25rem 0; }
  .eyebrow { font-variant: small-caps; letter-spacing: .04em; color: var(--muted); margin: 0; }
  .lead { font-size: 1.15rem; color: var(--muted); margin-bottom: 1rem; }
  .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr)); gap: .8rem;
             margin: 1.4rem 0; }
  code { font: .85em/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
  .figures div { background: var(--panel); border-left: 4px solid var(--now); padding: .7rem .9rem; }
  .figures dt { color: var(--muted); font-size: .9rem; line-height: 1.3; }
  .figures dd { margin: .2rem 0 0; font-size: .9rem; line-height: 1.35; }
  .figures strong { font-size: 1.7rem; line-height: 1.25; font-variant-numeric: lining-nums; }
  figure { margin: 1.2rem 0 .4rem; } figcaption { font-weight: 600; margin-bottom: .5rem; }
  svg { display: block; width: 100%; height: auto; max-width: 45rem; }
  svg text { font: 13px Helvetica, Arial, "Noto Sans", "Noto Sans CJK TC", sans-serif; fill: var(--ink); }
  svg text.small { font-size: 12px; fill: var(--muted); }
  svg .now { fill: var(--now); } svg .now.soft { fill: var(--soft); }
  svg .neither { fill: var(--line); }
  svg circle { stroke: var(--now); stroke-width: 2; } svg circle.was { fill: var(--ground); stroke: var(--was); }
  svg .move { stroke: var(--was); stroke-width: 2; }
  svg .outline { fill: none; stroke: var(--ink); stroke-width: 1.6; }
  svg .grid { stroke: var(--pale); stroke-width: 1; } svg .axis { stroke: var(--ink); stroke-width: 1.2; }
  svg .mark { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
  svg .loss-ground { fill: var(--loss-ground); } svg .loss-line { stroke: var(--loss); stroke-width: 4; }
  .wide { overflow-x: auto; margin: .8rem 0 1.2rem; }
  table { border-collapse: collapse; width: 100%; font-size: .92rem; }
  caption { text-align: left; color: var(--muted); font-size: .85rem; padding-bottom: .3rem; }
  th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: bottom; }
  tbody th { font-weight: 400; vertical-align: top; } td { vertical-align: top; }
  thead th { border-bottom: 2px solid var(--ink); font-weight: 600; line-height: 1.25; }
  .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
  thead .number { white-space: normal; }
  @media print { body { font-size: 10.5pt; } main { max-width: none; padding: 0; } .wide { overflow: visible; }
    h2, figcaption, caption { break-after: avoid; } figure, tr, .figures div { break-inside: avoid; } }
"""
