import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type Target = { url: string; headers: Record<string, string> };
export type LeanClient = {
  /** Asks once. @throws Error when the answer is not 200 or the connection is lost */
  ask(): Promise<void>;
  close(): void;
};

type Question = { answered(): void; failed(error: Error): void };
type Line = { socket: Socket; question: Question | null; head: string; bodyLeft: number };

const lengthHeader = /\r\ncontent-length: (\d+)\r\n/i;

/**
 * One GET, asked again and again over kept-alive connections, at a fraction of what node:http's client takes: client and server share the machine's
 * processors here, so a client as heavy as the server would blur what is measured. It reads status and length and counts the body's bytes.
 * @param connections opened at most; a question that finds all of them busy waits
 */
export function openLeanClient({ url, headers }: Target, connections: number): LeanClient {
  const { host, hostname, port, pathname, search } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`;
  const all = new Set<Line>();
  const idle: Line[] = [];
  const waiting: Question[] = [];

  function open(): Line {
    const line: Line = {
      socket: connect({ host: hostname, port: Number(port), noDelay: true }),
      question: null,
      head: '',
      bodyLeft: 0,
    };
    line.socket.on('data', (chunk) => receive(line, chunk));
    line.socket.on('error', (error) => line.question?.failed(error));
    line.socket.on('close', () => {
      all.delete(line);
      if (idle.includes(line)) idle.splice(idle.indexOf(line), 1);
      line.question?.failed(new Error(`${url}: the connection was closed`));
    });
    all.add(line);
    return line;
  }

  function send(line: Line, question: Question): void {
    line.question = question;
    line.head = '';
    line.bodyLeft = 0;
    line.socket.write(request, 'latin1');
  }

  function receive(line: Line, chunk: Buffer): void {
    if (line.bodyLeft > 0) line.bodyLeft -= chunk.length;
    else if (!readHead(line, chunk)) return;
    if (line.bodyLeft === 0) finish(line);
  }

  /** @returns whether the head is complete */
  function readHead(line: Line, chunk: Buffer): boolean {
    line.head += chunk.toString('latin1');
    const end = line.head.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const length = lengthHeader.exec(line.head)?.[1];
    if (!line.head.startsWith('HTTP/1.1 200') || length === undefined) {
      line.question?.failed(new Error(`${url} answered ${line.head.slice(0, end)}`));
      line.question = null;
      line.socket.destroy();
      return false;
    }
    line.bodyLeft = Number(length) - (line.head.length - end - 4);
    return true;
  }

  function finish(line: Line): void {
    const { question } = line;
    line.question = null;
    const next = waiting.shift();
    if (next) send(line, next);
    else idle.push(line);
    question?.answered();
  }

  return {
    ask: () =>
      new Promise((answered, failed) => {
        const question = { answered, failed };
        const line = idle.pop() ?? (all.size < connections ? open() : undefined);
        if (line) send(line, question);
        else waiting.push(question);
      }),
    close: () => {
      for (const { socket } of all) socket.destroy();
    },
  };
}
