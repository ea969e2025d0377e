import { createRequire } from 'node:module';

// The package's types know neither its entrance for modules nor, under Node's rules, its constructor.
const require = createRequire(import.meta.url);

type Format = { compile(message: string): (values?: Record<string, string | number>) => string };

/** Compiles ICU messages of a language. */
export const MessageFormat = require('@messageformat/core') as new (language: string) => Format;

/** @returns the text of an ES module whose default export has a function for each message */
export const compileModule = require('@messageformat/core/compile-module') as (
  format: Format,
  messages: object,
) => string;
