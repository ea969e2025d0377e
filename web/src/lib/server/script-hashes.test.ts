import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { withHashes } from './script-hashes.ts';

const hashOf = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
const policy = "script-src 'self' 'nonce-abc+/='; style-src 'self' 'unsafe-inline'";

test('OPS-12: a page that may be kept names its own scripts by hash, and no others', () => {
  const page = '<script nonce="abc+/=">one()</script><p></p><script nonce="abc+/=">two()</script>';
  const foreign = '<script>three()</script><script nonce="guessed">four()</script>';
  expect(withHashes(page + foreign, policy)).toEqual({
    html: `<script>one()</script><p></p><script>two()</script>${foreign}`,
    policy: `script-src 'self' ${hashOf('one()')} ${hashOf('two()')}; style-src 'self' 'unsafe-inline'`,
  });
});

test('a page without a nonce stays as it is', () => {
  expect(withHashes('<script>one()</script>', "script-src 'self'")).toEqual({
    html: '<script>one()</script>',
    policy: "script-src 'self'",
  });
});
