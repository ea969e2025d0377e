import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, type RunnerFrame } from './result-frames.ts';

function frame(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(1 + body.length);
  head.write(type, 4);
  return Buffer.concat([head, body]);
}

function outcome(out: Buffer, value: Buffer, cut = 0): Buffer {
  const head = Buffer.alloc(52);
  head.writeUInt32LE(3, 0);
  head.writeUInt8(cut, 6);
  head.writeBigUInt64LE(1500n, 16);
  head.writeUInt32LE(out.length, 40);
  head.writeUInt32LE(value.length, 48);
  return Buffer.concat([head, out, value]);
}

function read(bytes: Buffer, largest = 10_000, step = bytes.length): RunnerFrame[] {
  const frames: RunnerFrame[] = [];
  const reader = createFrameReader(
    () => largest,
    (each) => frames.push(each),
  );
  for (let at = 0; at < bytes.length; at += step) reader(bytes.subarray(at, at + step));
  return frames;
}

test('frames are the same whatever pieces they arrive in', () => {
  const bytes = Buffer.concat([
    frame('R'),
    frame('T', outcome(Buffer.from('42\n'), Buffer.from('{"json":[1]}'))),
    frame('E'),
  ]);
  const whole = read(bytes);
  expect(whole).toMatchObject([
    { kind: 'ready' },
    { kind: 'test', index: 3, result: { stdout: '42\n', cpuMs: 1.5, value: { json: [1] } } },
    { kind: 'end' },
  ]);
  for (const step of [1, 2, 7, 50]) expect(read(bytes, 10_000, step)).toEqual(whole);
});

test('a frame over its limit is refused before it is gathered', () => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(0xffffffff);
  expect(() => read(head)).toThrow(/over its limit/);
});

test('a frame whose lengths do not add up is refused', () => {
  const body = outcome(Buffer.from('out'), Buffer.alloc(0));
  body.writeUInt32LE(1 << 30, 40);
  expect(() => read(frame('T', body))).toThrow(/do not add up/);
  expect(() => read(frame('T', Buffer.alloc(10)))).toThrow(/too short/);
  expect(() => read(frame('?', outcome(Buffer.alloc(0), Buffer.alloc(0))))).toThrow(/unknown/);
});

test.each(['{"json":', 'not json', '42', 'null', '{"other":1}', ''])(
  'what is no tagged value is none: %j',
  (text) => {
    expect(read(frame('T', outcome(Buffer.alloc(0), Buffer.from(text))))).toMatchObject([
      { result: { value: null } },
    ]);
  },
);

test('a character that the cut halved is dropped', () => {
  const halved = Buffer.from('ä').subarray(0, 1);
  expect(
    read(frame('T', outcome(Buffer.concat([Buffer.from('a'), halved]), Buffer.alloc(0), 1))),
  ).toMatchObject([{ result: { stdout: 'a', outputCut: true } }]);
});

const valueOf = (text: string) => {
  const [first] = read(frame('T', outcome(Buffer.alloc(0), Buffer.from(text))), 1 << 26);
  return first?.kind === 'test' ? first.result.value : undefined;
};
const nested = (depth: number): string => `{"json":${'['.repeat(depth)}${']'.repeat(depth)}}`;

test('A2: a value nested deeper than a harness allows is none, however deep, and nothing throws', () => {
  expect(valueOf(nested(200))).not.toBeNull();
  for (const depth of [202, 5_000, 30_000, 2_000_000]) expect(valueOf(nested(depth))).toBeNull();
  expect(valueOf(`{"json":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`)).toBeNull();
  expect(valueOf(`{"json":${'['.repeat(5_000)}`)).toBeNull();
});

test('A2: brackets inside texts, and many side by side, are not depth', () => {
  const text = '\\"[{'.repeat(500);
  expect(valueOf(JSON.stringify({ json: [text, text] }))).toEqual({ json: [text, text] });
  expect(valueOf(JSON.stringify({ json: Array.from({ length: 5_000 }, () => [{}]) }))).not.toBeNull();
});

const printed = (bytes: Buffer): string => {
  const [first] = read(frame('T', outcome(bytes, Buffer.alloc(0))));
  return first?.kind === 'test' ? first.result.stdout : '';
};

test('K23: broken bytes and NUL are not taken for a replacement character that was meant', () => {
  const meant = 'x\uFFFDy';
  expect(printed(Buffer.from(meant))).toBe(meant);
  expect(printed(Buffer.from([0x78, 0xff, 0x79]))).toBe('x\uDCFFy');
  expect(printed(Buffer.from([0x78, 0, 0x79]))).toBe('x\0y');
  expect(printed(Buffer.concat([Buffer.from([0xe2]), Buffer.from(meant), Buffer.from([0xf0, 0x9f])]))).toBe(
    '\uDCFFx\uFFFDy\uDCFF',
  );
});

test('a thousand small frames in one piece are read in a moment', () => {
  const one = frame('T', outcome(Buffer.from('x'), Buffer.from('{"json":[1]}')));
  const bytes = Buffer.concat(Array.from({ length: 1_000 }, () => one));
  expect(read(bytes)).toHaveLength(1_000);
});

test('whatever bytes a program writes, its result is read, and reads the same in any pieces', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  const json = fc
    .anything({ maxDepth: 3 })
    .map((value) => Buffer.from(JSON.stringify({ json: value }) ?? ''));
  fc.assert(
    fc.property(bytes, fc.oneof(bytes, json), fc.integer({ min: 1, max: 60 }), (out, value, step) => {
      const sent = frame('T', outcome(out, value, out.length % 4));
      const [first, ...rest] = read(sent);
      expect(first).toMatchObject({ kind: 'test', index: 3 });
      expect(rest).toEqual([]);
      expect(read(sent, 10_000, step)).toEqual([first]);
    }),
  );
});

test('a stream that is no runner’s is refused with words, never otherwise', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (array) => {
      try {
        read(Buffer.from(array));
      } catch (error) {
        expect(String(error)).toMatch(/^Error: the runner sent a frame /);
      }
    }),
    { numRuns: 500 },
  );
});

test('a text is equal to another only where every byte is', () => {
  const bytes = fc.array(fc.constantFrom('x', '\0', '\uFFFD', 'ä', '😀'), { maxLength: 8 }).chain((parts) =>
    fc.tuple(
      fc.constant(Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 3 }).map((array) => Buffer.from(array)),
    ),
  );
  fc.assert(
    fc.property(bytes, bytes, ([one, oneEnd], [other, otherEnd]) => {
      const [left, right] = [Buffer.concat([one, oneEnd]), Buffer.concat([other, otherEnd])];
      if (isUtf8(left)) expect(printed(left) === printed(right)).toBe(left.equals(right));
    }),
  );
});
