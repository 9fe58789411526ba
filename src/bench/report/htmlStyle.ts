// The report's style sheet, for both themes and for narrow windows.

export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --ground: #ffffff; --line: #d0d7de; --own: #0b62c4; --other: #8c96a1; --good: #116329; --bad: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --soft: #9aa4ae; --ground: #14171a; --line: #30363d; --own: #4a9bff; --other: #6e7781; --good: #56d364; --bad: #ff7b72; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 0.25rem; border-bottom: 1px solid var(--line); }
p { max-width: 45rem; } .note { border-left: 3px solid var(--own); padding-left: 0.75rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0; } a { color: var(--own); }
.setting th { text-align: left; font-weight: normal; color: var(--soft); padding-right: 1rem; vertical-align: top; }
.setting td { overflow-wrap: anywhere; }
.case { overflow-x: auto; margin: 1rem 0; }
.case table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
.case th, .case td { text-align: right; white-space: nowrap; padding: 0.1rem 0.75rem 0.1rem 0; }
.case th[scope=row] { text-align: left; font-weight: normal; } thead th { color: var(--soft); font-weight: normal; font-size: 0.8rem; }
thead th:first-child { text-align: left; }
td.bar { width: 40%; min-width: 8rem; background: linear-gradient(to right, var(--line) 1px, transparent 1px) 0 / 25% 100%; padding-right: 0 !important; }
td.bar div { height: 0.9rem; min-width: 2px; background: var(--other); border-radius: 0 2px 2px 0; }
tr.tessera td.bar div { background: var(--own); } tr.tessera th { font-weight: 600 !important; }
td.bar + td { padding-left: 0.75rem; } .share { font-weight: 600; }
tr.void { color: var(--soft); } tr.void th, tr.void td { text-decoration: line-through; } tr.void td.bar div { opacity: 0.3; }
.faster { color: var(--good); } .slower { color: var(--bad); } .noise { color: var(--soft); }
dt { font-weight: 600; margin-top: 0.75rem; } dd { margin: 0; max-width: 45rem; }`;
