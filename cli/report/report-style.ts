/** The style of the page: readable on a phone, in the dark and on paper; nothing is loaded from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #16202c; --muted: #5b6878; --line: #dfe4ea;
  --v1: #77849a; --v2: #1d5fd1; --good: #157347; --bad: #c22f2f; --warn: #95600a;
  --good-soft: #e2f3ea; --bad-soft: #fbe5e5; --warn-soft: #fbf0db; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f141a; --card: #182029; --text: #e6ebf1; --muted: #9aa8b8; --line: #2b3643;
  --v1: #93a1b5; --v2: #6ba5ff; --good: #5cc98f; --bad: #ff8080; --warn: #e9b654;
  --good-soft: #15302a; --bad-soft: #3a1f23; --warn-soft: #352b17; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
p { margin: .5rem 0; }
.where { color: var(--muted); margin: .25rem 0 1.25rem; }
section, .next { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1rem 1.1rem; margin: 0 0 1rem; }
.next { border-left: .35rem solid var(--muted); overflow-wrap: anywhere; }
.next.advance, .next.finish { border-left-color: var(--good); background: var(--good-soft); }
.next.stop { border-left-color: var(--bad); background: var(--bad-soft); }
.next.wait { border-left-color: var(--warn); background: var(--warn-soft); }
.next strong { display: block; }
code { display: inline-block; margin-top: .4rem; padding: .15rem .5rem; border-radius: .4rem; font-size: .9rem;
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  background: color-mix(in srgb, var(--text) 8%, transparent); }
ul { margin: .5rem 0 0; padding-left: 1.2rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem;
  margin: 0 0 1rem; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .9rem 1.1rem; }
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; }
dd.value { font-size: 1.4rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
dd.unknown { font-size: 1.15rem; font-weight: 400; color: var(--muted); line-height: 2rem; }
dd.note { color: var(--muted); font-size: .85rem; }
.plan { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: 0 0 1rem; padding: 0; }
.plan li { flex: 1 1 3.2rem; text-align: center; white-space: nowrap; font-size: .9rem; padding: .2rem .3rem; border-radius: .4rem;
  background: var(--line); color: var(--muted); font-variant-numeric: tabular-nums; }
.plan li.done { background: color-mix(in srgb, var(--v2) 28%, var(--card)); color: var(--text); }
.plan li.now { background: var(--v2); color: var(--card); font-weight: 650; }
figure { margin: 0; }
figcaption { font-size: .9rem; color: var(--muted); margin-bottom: .35rem; }
figcaption b { color: var(--text); }
svg { display: block; width: 100%; height: auto; overflow: visible; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1.25rem; }
.scroll + .charts, ul + .charts { margin-top: 1.5rem; }
.narrow { display: none; }
@media (max-width: 34rem) { .wide { display: none; } .narrow { display: block; }
  .figures { grid-template-columns: 1fr 1fr; gap: .6rem; } .figures div { padding: .7rem .8rem; }
  dd.value { font-size: 1.2rem; } }
.key { display: inline-block; width: 1.1em; height: .28em; border-radius: 1em; vertical-align: middle; margin: 0 .3em 0 .7em; }
.key.v1 { background: var(--v1); } .key.v2 { background: var(--v2); } .key.bound { background: var(--bad); }
.key.dashed { background: repeating-linear-gradient(90deg, var(--v1) 0 .3em, transparent 0 .5em); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
td.long { white-space: normal; min-width: 15rem; }
tr:last-child td { border-bottom: 0; }
th { color: var(--muted); font-weight: 500; font-size: .85rem; white-space: nowrap; }
td:first-child { font-weight: 550; white-space: nowrap; }
.badge { display: inline-block; padding: 0 .5em; border-radius: .4em; font-weight: 600; white-space: nowrap; }
.pass, .succeeded, .release { color: var(--good); background: var(--good-soft); }
.fail, .error, .failed, .hold { color: var(--bad); background: var(--bad-soft); }
.inconclusive, .no-data, .in-progress, .verdict, .update-failed, .share-lowered { color: var(--warn); background: var(--warn-soft); }
.empty, footer { color: var(--muted); }
footer { font-size: .85rem; }
@media print { body { background: none; } section, .next, .figures div { break-inside: avoid; } }
`.trim();
