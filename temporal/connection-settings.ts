import { readFileSync } from 'node:fs';

export type TemporalSettings = {
  /** host:port */
  address: string;
  namespace: string;
  /** true: the system's certificate authorities; an object: our own, and the certificate we show (mTLS). */
  tls: boolean | { serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } };
  apiKey: string | undefined;
};

/** Address and namespace are enough for a server without TLS. */
export type ReachableTemporal = Pick<TemporalSettings, 'address' | 'namespace'> & Partial<TemporalSettings>;

/**
 * How Temporal is reached, by environment variables (listed in `.env.example`): the same for the API and every worker.
 * An API key asks for TLS by itself. Certificates are named by file, since they change without a new configuration.
 * @throws Error when a file that is named cannot be read, or a certificate comes without its key
 */
export function readTemporalSettings(environment: Record<string, string | undefined>): TemporalSettings {
  const file = (name: string) => (environment[name] ? readFileSync(environment[name]) : undefined);
  const apiKey = environment.TEMPORAL_API_KEY || undefined;
  const authority = file('TEMPORAL_TLS_CA_FILE');
  const [crt, key] = [file('TEMPORAL_TLS_CERT_FILE'), file('TEMPORAL_TLS_KEY_FILE')];
  if ((crt === undefined) !== (key === undefined))
    throw new Error('Set TEMPORAL_TLS_CERT_FILE and TEMPORAL_TLS_KEY_FILE together, or neither.');
  const own = {
    ...(authority && { serverRootCACertificate: authority }),
    ...(crt && key && { clientCertPair: { crt, key } }),
  };
  const wanted = environment.TEMPORAL_TLS === 'true' || apiKey !== undefined;
  return {
    address: environment.TEMPORAL_ADDRESS || 'localhost:7233',
    namespace: environment.TEMPORAL_NAMESPACE || 'default',
    tls: Object.keys(own).length > 0 ? own : wanted,
    apiKey,
  };
}

/** The part of the settings that a connection takes, of the client's kind or the worker's. */
export function connectionOptionsOf(settings: Pick<TemporalSettings, 'address'> & Partial<TemporalSettings>) {
  return {
    address: settings.address,
    ...(settings.tls !== undefined && settings.tls !== false && { tls: settings.tls }),
    ...(settings.apiKey !== undefined && { apiKey: settings.apiKey }),
  };
}
