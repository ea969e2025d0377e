import { inboxStyle } from './inbox-style.ts';
import type { CaughtMail } from './mailbox.ts';

/**
 * The inbox page: caught mails on the left, the chosen one on the right. Works without JavaScript; looks again every ten seconds.
 * @param chosen id of the mail to show; the newest without one
 * @param to shows only mails to this address
 */
export function renderInbox(mails: CaughtMail[], chosen: string | undefined, to: string | undefined): string {
  const mail = mails.find(({ id }) => id === chosen) ?? mails[0];
  const refresh = chosen === undefined ? '<meta http-equiv="refresh" content="10">' : '';
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
  <title>${mails.length} mails · Waymark inbox</title>
  <style>${inboxStyle}</style>
</head>
<body>
  <header>
    ${logo}
    <h1>Inbox</h1>
    <p>Simulated. Every mail this platform sends lands here, and goes no further.</p>
    <form role="search"><label for="to">Sent to</label><input id="to" name="to" type="search" value="${escape(to ?? '')}" placeholder="student@example.com"><button>Show</button></form>
  </header>
  ${mail ? `<main><nav aria-label="Mails"><ol>${mails.map((item) => renderEntry(item, item === mail, to)).join('')}</ol></nav>${renderMail(mail)}</main>` : renderEmpty(to)}
</body>
</html>`;
}

function renderEntry(mail: CaughtMail, isChosen: boolean, to: string | undefined): string {
  const query = new URLSearchParams({ id: mail.id, ...(to ? { to } : {}) }).toString();
  return `<li><a href="/?${escape(query)}"${isChosen ? ' aria-current="true"' : ''}>
    <strong>${escape(mail.subject || '(no subject)')}</strong>
    <span>${escape(mail.to.join(', '))}</span>
    <time datetime="${mail.received_at}">${inWords(mail.received_at)}</time></a></li>`;
}

function renderMail(mail: CaughtMail): string {
  const body = mail.html
    ? `<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/message?id=${mail.id}"></iframe>
       <details><summary>Plain text</summary><pre>${linked(mail.text)}</pre></details>`
    : `<pre>${linked(mail.text)}</pre>`;
  return `<article>
    <h2>${escape(mail.subject || '(no subject)')}</h2>
    <dl><dt>From</dt><dd>${escape(mail.from)}</dd><dt>To</dt><dd>${escape(mail.to.join(', '))}</dd><dt>Received</dt><dd><time datetime="${mail.received_at}">${inWords(mail.received_at)}</time></dd></dl>
    ${body}
  </article>`;
}

function renderEmpty(to: string | undefined): string {
  const sentence = to
    ? `No mail to ${escape(to)} yet.`
    : 'No mail yet. Sign up or reset a password, and it shows here.';
  return `<main class="empty"><svg viewBox="0 0 96 64" width="96" height="64" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><rect x="9" y="9" width="78" height="46" rx="4"/><path d="m9 13 39 26 39-26"/></svg><p>${sentence}</p></main>`;
}

/** The site's own (Logo.svelte). */
const logo =
  '<svg class="logo" viewBox="0 0 26 24" width="26" height="24" aria-hidden="true"><path d="M1 22.5h3.5l7.5-4.5h2l7.5-5h3.5"/><rect x="1" y="8.5" width="6" height="11" rx="2"/><rect x="10.1" y="4.6" width="5.8" height="10.8" rx="2"/><rect x="19.25" y="0.75" width="5.5" height="10" rx="1.9"/></svg>';

const clock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function inWords(iso: string): string {
  return clock.format(new Date(iso));
}

function linked(text: string): string {
  return escape(text).replace(
    /https?:\/\/[^\s<]+/g,
    (url) => `<a href="${url}" rel="noreferrer" target="_blank">${url}</a>`,
  );
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
