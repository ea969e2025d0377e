import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { readFaults } from '../faults.ts';
import type { Faults } from '../faults.ts';
import { renderInbox } from './inbox-page.ts';
import type { Mailbox } from './mailbox.ts';

const maxBodyBytes = 64 * 1024;

type Answer = { status: number; type: string; body: string; headers?: Record<string, string> };

/** The inbox over HTTP: a page for people, JSON for tests, the ledger, and faults on demand. */
export function createInbox(mailbox: Mailbox, faults: Faults): Server {
  return createServer((request, response) => {
    answer(request).then(
      ({ status, type, body, headers }) =>
        response
          .writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers })
          .end(body),
      (error: Error) =>
        response
          .writeHead(400, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: error.message })),
    );
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://inbox');
    const to = url.searchParams.get('to') || undefined;
    switch (`${request.method ?? 'GET'} ${url.pathname}`) {
      case 'GET /':
        return page(renderInbox(mailbox.list(to), url.searchParams.get('id') ?? undefined, to));
      case 'GET /message':
        return htmlOf(url.searchParams.get('id') ?? '');
      case 'GET /api/messages':
        return json({ messages: mailbox.list(to) });
      case 'DELETE /api/messages':
        await mailbox.clear();
        return json({ messages: [] });
      case 'GET /_fake/ledger':
        return json({ entries: mailbox.ledger() });
      case 'GET /_fake/faults':
        return json({ faults: faults.planned() });
      case 'POST /_fake/faults':
        faults.plan(readFaults(JSON.parse(await readBody(request))));
        return json({ faults: faults.planned() });
      default:
        return json({ error: 'There is nothing here.' }, 404);
    }
  }

  /** The mail's own HTML, for the sandboxed frame: it can run nothing and load nothing from elsewhere. */
  function htmlOf(id: string): Answer {
    const mail = mailbox.find(id);
    if (!mail) return json({ error: 'There is no such mail.' }, 404);
    const policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox";
    return {
      status: 200,
      type: 'text/html; charset=utf-8',
      body: `<base target="_blank">${mail.html ?? ''}`,
      headers: { 'content-security-policy': policy },
    };
  }
}

function page(body: string): Answer {
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body,
    headers: {
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'",
    },
  };
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > maxBodyBytes) throw new Error('The body is larger than 64 KB.');
  }
  return body;
}
