import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectionOptionsOf, readTemporalSettings } from './connection-settings.ts';

/** Files with their own names as contents. */
function writeCertificates<Name extends string>(...names: Name[]): Record<Name, string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-certificates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = names.map((name) => [name, path.join(folder, `${name}.pem`)] as const);
  for (const [name, file] of files) writeFileSync(file, name);
  return Object.fromEntries(files) as Record<Name, string>;
}

test('without settings a server on this machine is asked, in plain text', () => {
  const settings = readTemporalSettings({ TEMPORAL_NAMESPACE: '', TEMPORAL_API_KEY: '' });
  expect(settings).toEqual({
    address: 'localhost:7233',
    namespace: 'default',
    tls: false,
    apiKey: undefined,
  });
  expect(connectionOptionsOf(settings)).toEqual({ address: 'localhost:7233' });
});

test('TEMPORAL_TLS asks for TLS by the system’s authorities', () => {
  const settings = readTemporalSettings({ TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_TLS: 'true' });
  expect(connectionOptionsOf(settings)).toEqual({ address: 'temporal.example:7233', tls: true });
});

test('an API key is never sent in plain text: it asks for TLS by itself', () => {
  const settings = readTemporalSettings({
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_API_KEY: 'key',
  });
  expect(connectionOptionsOf(settings)).toEqual({
    address: 'temporal.example:7233',
    tls: true,
    apiKey: 'key',
  });
});

test('an authority and a certificate of ours are read from their files, and stand beside an API key', () => {
  const { authority, certificate, key } = writeCertificates('authority', 'certificate', 'key');
  const own = { TEMPORAL_TLS_CA_FILE: authority };
  expect(readTemporalSettings(own).tls).toEqual({ serverRootCACertificate: Buffer.from('authority') });
  const mutual = { ...own, TEMPORAL_TLS_CERT_FILE: certificate, TEMPORAL_TLS_KEY_FILE: key };
  expect(connectionOptionsOf(readTemporalSettings({ ...mutual, TEMPORAL_API_KEY: 'api' }))).toMatchObject({
    tls: {
      serverRootCACertificate: Buffer.from('authority'),
      clientCertPair: { crt: Buffer.from('certificate'), key: Buffer.from('key') },
    },
    apiKey: 'api',
  });
});

test('a certificate without its key is refused, and so is a file that is not there', () => {
  const { certificate, key } = writeCertificates('certificate', 'key');
  for (const half of [{ TEMPORAL_TLS_CERT_FILE: certificate }, { TEMPORAL_TLS_KEY_FILE: key }])
    expect(() => readTemporalSettings(half)).toThrow('TEMPORAL_TLS_KEY_FILE together');
  expect(() => readTemporalSettings({ TEMPORAL_TLS_CA_FILE: `${key}.gone` })).toThrow(`${key}.gone`);
});
