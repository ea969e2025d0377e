/** The inbox's style, in the site's own colours. */
export const inboxStyle = `
:root { color-scheme: light dark; --bg: #f7f6f2; --surface: #fff; --text: #1c2321; --muted: #5a645f; --field: #868d87; --line: #dedcd4; --primary: #14624f; --on-primary: #fff; --here: #b4480f; }
@media (prefers-color-scheme: dark) { :root { --bg: #121715; --surface: #1a211e; --text: #e8ebe6; --muted: #a3aea8; --field: #6f7b75; --line: #2c3531; --primary: #5cc5a4; --on-primary: #0b1a15; --here: #f59a5b; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--bg); color: var(--text); font: 15px/1.5 'Source Sans 3', system-ui, sans-serif; }
:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 12px 24px; border-block-end: 1px solid var(--line); background: var(--surface); }
header p { margin: 0; color: var(--muted); flex: 1 1 20ch; }
h1 { margin: 0; font-size: 21px; font-weight: 600; }
.logo { fill: none; stroke: var(--field); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; } .logo rect:nth-of-type(1) { fill: var(--primary); stroke: none; } .logo rect:nth-of-type(2) { stroke: var(--here); stroke-width: 2.2; }
form { display: flex; align-items: center; gap: 8px; } label { color: var(--muted); }
input, button { height: 40px; padding: 0 12px; font: inherit; border-radius: 6px; border: 1px solid var(--field); background: var(--surface); color: var(--text); }
button { background: var(--primary); border-color: var(--primary); color: var(--on-primary); font-weight: 600; cursor: pointer; }
main { flex: 1; display: grid; grid-template-columns: minmax(260px, 340px) 1fr; }
nav { border-inline-end: 1px solid var(--line); overflow: auto; max-height: calc(100vh - 66px); }
ol { list-style: none; margin: 0; padding: 0; }
nav a { display: grid; grid-template-columns: 1fr auto; gap: 0 8px; padding: 12px 24px; color: inherit; text-decoration: none; border-block-end: 1px solid var(--line); border-inline-start: 3px solid transparent; }
nav a:hover { background: var(--surface); } nav a[aria-current] { background: var(--surface); border-inline-start-color: var(--here); }
nav strong { grid-column: 1 / -1; font-weight: 600; } nav span { color: var(--muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } time { color: var(--muted); font-variant-numeric: tabular-nums; font-size: 13px; }
article { padding: 24px; display: flex; flex-direction: column; gap: 16px; min-width: 0; }
h2 { margin: 0; font-size: 28px; line-height: 1.2; font-weight: 600; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0; } dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; } dd time { color: inherit; font-size: inherit; }
iframe { flex: 1; min-height: 480px; width: 100%; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
pre { margin: 0; padding: 16px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.6 'JetBrains Mono', ui-monospace, monospace; }
pre a { color: var(--primary); } summary { cursor: pointer; color: var(--muted); margin-block-end: 8px; }
.empty { display: grid; grid-template-columns: 1fr; place-content: center; justify-items: center; gap: 16px; color: var(--muted); } .empty p { margin: 0; font-size: 17px; }
@media (max-width: 640px) { main { grid-template-columns: 1fr; } nav { border-inline-end: 0; max-height: 40vh; border-block-end: 1px solid var(--line); } }
`;
