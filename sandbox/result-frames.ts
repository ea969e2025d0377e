import { isUtf8 } from 'node:buffer';
import { constants } from 'node:os';
import type { SandboxTestResult, TestEnding } from './types.ts';

export type RunnerFrame =
  | { kind: 'ready' }
  | { kind: 'compiled'; result: SandboxTestResult }
  | { kind: 'test'; index: number; result: SandboxTestResult }
  | { kind: 'end' };

const headSize = 1 + 4 + 4 + 8 + 24 + 12;
const endings: TestEnding[] = ['exited', 'signalled', 'time_limit', 'memory_limit', 'output_limit'];
const signalNames = new Map(
  Object.entries(constants.signals)
    .reverse() // the first name of a number is the usual one: SIGABRT before SIGIOT
    .map(([name, number]) => [number, name]),
);

/** What a byte that is no UTF-8 becomes: half a character, which no text of an exercise can hold. U+FFFD may be meant. */
const brokenByte = '\uDCFF';
const meantReplacement = Buffer.from('\uFFFD');

/** A text as it was written: NUL stays, broken bytes become halves of characters, a character cut in two at the end is dropped. */
function toText(bytes: Buffer, cut: boolean): string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : withBrokenBytes(bytes);
  return cut ? text.replace(/\uDCFF{1,3}$/, '') : text;
}

/** The same for people to read and PostgreSQL to keep: what is no character is shown as U+FFFD. */
const readable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

function withBrokenBytes(bytes: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  // The bytes of U+FFFD are no part of another character, so that each one found was written.
  for (let at = bytes.indexOf(meantReplacement); at !== -1; at = bytes.indexOf(meantReplacement, from)) {
    parts.push(bytes.toString('utf8', from, at).replaceAll('\uFFFD', brokenByte));
    from = at + meantReplacement.length;
  }
  parts.push(bytes.toString('utf8', from).replaceAll('\uFFFD', brokenByte));
  return parts.join('\uFFFD');
}

/** The harnesses refuse values nested deeper than 200. Around those lie `{"json": …}` and, innermost, a tagged number. */
const deepestValue = 200 + 2;

/** Whether JSON opens more lists and objects inside each other than a value may. One pass over the bytes, before anything is built of them. */
function isNestedTooDeeply(json: Buffer): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (inText) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > deepestValue) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

function toValue(bytes: Buffer): { json: unknown } | null {
  if (bytes.length === 0 || isNestedTooDeeply(bytes)) return null;
  try {
    const parsed: unknown = JSON.parse(toText(bytes, false));
    return typeof parsed === 'object' && parsed !== null && 'json' in parsed ? { json: parsed.json } : null;
  } catch {
    return null; // not JSON: whatever the submission wrote there, it is no value
  }
}

function parseOutcome(body: Buffer): { index: number; result: SandboxTestResult; rawValue: string } {
  const [outLength, errLength, valueLength] = [
    body.readUInt32LE(41),
    body.readUInt32LE(45),
    body.readUInt32LE(49),
  ];
  if (body.length !== headSize + outLength + errLength + valueLength)
    throw new Error('the runner sent a frame whose lengths do not add up');
  const [ending, timeKind, cut, folderFull] = [
    body.readUInt8(5),
    body.readUInt8(6),
    body.readUInt8(7),
    body.readUInt8(8),
  ];
  const signal = body.readInt32LE(13);
  const out = body.subarray(headSize, headSize + outLength);
  const err = body.subarray(headSize + outLength, headSize + outLength + errLength);
  const value = body.subarray(headSize + outLength + errLength);
  return {
    index: body.readUInt32LE(1),
    rawValue: readable(toText(value, false)),
    result: {
      ending: endings[ending] ?? 'signalled',
      exitCode: signal === 0 ? body.readInt32LE(9) : null,
      signal: signal === 0 ? null : (signalNames.get(signal) ?? `SIG${signal}`),
      stdout: toText(out, (cut & 1) !== 0),
      stderr: readable(toText(err, (cut & 2) !== 0)) + (folderFull ? '\n(The work folder was full.)\n' : ''),
      outputCut: cut !== 0,
      value: toValue(value),
      timeKind: timeKind === 1 ? 'cpu' : timeKind === 2 ? 'wall' : null,
      cpuMs: Number(body.readBigUInt64LE(17)) / 1000,
      wallMs: Number(body.readBigUInt64LE(25)) / 1000,
      memoryKb: Number(body.readBigUInt64LE(33)),
    },
  };
}

function parseFrame(body: Buffer): RunnerFrame & { rawValue?: string } {
  const type = String.fromCharCode(body.readUInt8(0));
  if (type === 'R') return { kind: 'ready' };
  if (type === 'E') return { kind: 'end' };
  if (body.length < headSize) throw new Error('the runner sent a frame that is too short');
  const { index, result, rawValue } = parseOutcome(body);
  if (type === 'C') return { kind: 'compiled', result: { ...result, stdout: readable(result.stdout) } };
  if (type === 'T') return { kind: 'test', index, result, rawValue };
  throw new Error('the runner sent a frame of an unknown type');
}

/**
 * Splits the runner's stream into frames: u32 length, then a type byte and its content.
 * `largest` bounds one frame in bytes; a longer one throws, before it is buffered.
 */
export function createFrameReader(
  largest: () => number,
  onFrame: (frame: RunnerFrame & { rawValue?: string }) => void,
): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < 4) return;
    let buffered: Buffer | undefined;
    let needed =
      chunks[0]!.length >= 4 ? chunks[0]!.readUInt32LE() : (buffered = Buffer.concat(chunks)).readUInt32LE();
    if (needed > largest()) throw new Error('the runner sent a frame over its limit');
    if (size < 4 + needed) return;
    buffered ??= Buffer.concat(chunks);
    while (buffered.length >= 4) {
      needed = buffered.readUInt32LE();
      if (needed === 0 || needed > largest()) throw new Error('the runner sent a frame over its limit');
      if (buffered.length < 4 + needed) break;
      onFrame(parseFrame(buffered.subarray(4, 4 + needed)));
      buffered = buffered.subarray(4 + needed);
    }
    chunks = buffered.length > 0 ? [buffered] : [];
    size = buffered.length;
  };
}
