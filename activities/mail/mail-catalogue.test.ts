import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '@messageformat/parser';
import type { Token } from '@messageformat/parser';
import { expect, test } from 'vitest';
import { siteLanguages } from '#domain/accounts/site-languages.ts';
import { pseudonym } from '#domain/processes/erase-person.ts';
import { processDefinitions } from '#domain/processes/index.ts';
import type { MailParameters, MailTemplate } from '#models/processes/send-mail.ts';
import { argumentsOf, catalogueLanguages } from '#web/message-catalogue.ts';
import { directionOf } from './direction.ts';
import { layOutHtml, layOutText } from './lay-out.ts';
import { mailLanguageOf, mailLanguages, mailTexts, readMailMessages } from './mail-texts.ts';
import { momentInWords } from './moment-in-words.ts';
import { writeLetter } from './write-letter.ts';

type Messages = ReturnType<typeof readMailMessages>;

const others = mailLanguages.filter((language) => language !== 'en');

/** Each message of a language by its whole name, `welcome.subject`. */
function messagesOf(language: string): Map<string, string> {
  const named = (messages: Messages, before: string): [string, string][] =>
    Object.entries(messages).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value]] : named(value, `${before}${key}.`),
    );
  return new Map(named(readMailMessages(language), ''));
}

/** What a message says itself, without what is put into it. */
const wordsOf = (tokens: Token[]): string[] =>
  tokens.flatMap((token) => {
    if (token.type === 'content') return [token.value];
    return 'cases' in token ? token.cases.flatMap(({ tokens: inner }) => wordsOf(inner)) : [];
  });

const pluralsOf = (tokens: Token[]): string[][] =>
  tokens.flatMap((token) =>
    'cases' in token
      ? [
          ...(token.type === 'select' ? [] : [token.cases.map(({ key }) => key)]),
          ...token.cases.flatMap((each) => pluralsOf(each.tokens)),
        ]
      : [],
  );

/** Messages that are not words, and so may be the same in all languages. */
const wordless = new Set(['moment', 'beforeAddress']);

const submission = { name: 'Ada Lovelace', exerciseTitle: 'Sum of two', submissionId: 'the-submission' };
const at = '2026-11-21T11:42:00.000Z';

/** What each template is written with: every kind of letter that it can become. */
const seeded: { [Template in MailTemplate]: MailParameters[Template][] } = {
  welcome: [{ name: 'Ada Lovelace' }],
  verify_email: [{ name: 'Ada Lovelace', sealedToken: 'secret' }],
  reset_password: [{ name: 'Ada Lovelace', sealedToken: 'secret' }],
  password_changed: [{ name: 'Ada Lovelace', changedAt: at }],
  account_exists: [{ name: 'Ada Lovelace' }],
  invitation: ['student', 'parent', 'trainer', 'admin', 'a role of tomorrow'].map((role) => ({
    organisationName: 'Analytical Society',
    inviterName: 'Charles Babbage',
    role,
    sealedToken: 'secret',
  })),
  submission_commented: [
    { ...submission, authorName: 'Charles Babbage', excerpt: 'Well done.\nGo on.' },
    { ...submission, authorName: pseudonym, excerpt: '' },
    { ...submission, excerpt: 'Well done.' },
  ],
  export_ready: [
    { name: 'Ada Lovelace', whose: 'own', expiresAt: at },
    { name: 'Ada Lovelace', whose: 'child', expiresAt: at },
  ],
  erasure_requested: [
    { name: 'Ada Lovelace', whose: 'own', dueAt: at },
    { name: 'Ada Lovelace', whose: 'child', dueAt: at },
  ],
  erasure_done: [{ whose: 'own' }, { whose: 'child' }],
  result_overridden: [submission],
  result_changed: [submission],
  exercise_due: [
    { name: 'Ada Lovelace', exerciseTitle: 'Sum of two', exerciseSlug: 'sum-of-two', dueAt: at },
  ],
  process_needs_person: [
    ...processDefinitions.map(({ kind }) => ({ name: 'Ada Lovelace', workflowId: `${kind}:1` })),
    { name: 'Ada Lovelace', workflowId: 'a-kind-of-tomorrow:1' },
  ],
};

const write = (language: string, template: MailTemplate, parameters: object) =>
  writeLetter(
    template,
    parameters as Record<string, string>,
    { language, timeZone: 'Europe/Berlin' },
    { siteUrl: 'https://learn.example', open: (sealed) => sealed },
  );

const lettersIn = (language: string) =>
  (Object.keys(seeded) as MailTemplate[]).flatMap((template) =>
    seeded[template].map((parameters) => write(language, template, parameters)),
  );

test('mails are written in the languages of the site', () => {
  expect(mailLanguages).toEqual(catalogueLanguages());
  expect(mailLanguages).toEqual(siteLanguages);
  expect(['de-AT', 'AR', 'tlh', undefined].map(mailLanguageOf)).toEqual(['de', 'ar', 'en', 'en']);
});

test.for(others)(
  'every message is there in %s, with the arguments of the English one, and no other',
  (language) => {
    const [english, own] = [messagesOf('en'), messagesOf(language)];
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [name, message] of own)
      expect([...argumentsOf(message)].sort(), name).toEqual([...argumentsOf(english.get(name)!)].sort());
  },
);

test.for(mailLanguages)('every plural in %s has the forms that the language counts with', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const [name, message] of messagesOf(language))
    for (const cases of pluralsOf(parse(message))) expect(cases, name).toEqual(expect.arrayContaining(forms));
});

test.for(others)('no English is left in %s', (language) => {
  const english = messagesOf('en');
  for (const [name, message] of messagesOf(language)) {
    if (wordless.has(name)) continue;
    expect(message, name).not.toBe(english.get(name));
    const words = wordsOf(parse(message)).join(' ').replaceAll('Waymark', '');
    // A language of another script has no Latin words at all.
    expect(words, name).not.toMatch(
      directionOf(language) === 'rtl' ? /[a-z]/i : /\b(?:the|you|your|is|to|and|of|with|it|this)\b/i,
    );
  }
});

test('every message is used', () => {
  const code = ['..', '.']
    .flatMap((folder) => {
      const place = path.join(import.meta.dirname, folder);
      return readdirSync(place).map((file) => path.join(place, file));
    })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const isUsed = (name: string) =>
    name.startsWith('processes.')
      ? processDefinitions.some(({ kind }) => name === `processes.${kind}`)
      : new RegExp(
          name.includes('.') ? `\\bt\\.${name}\\b` : `(?:\\bt|\\))\\.${name}\\(|\\{ ${name} \\}`,
        ).test(code);
  expect([...messagesOf('en').keys()].filter((name) => !isUsed(name))).toEqual([]);
});

test('every kind of process has its word', () => {
  for (const language of mailLanguages)
    expect(Object.keys(mailTexts(language).processes).sort()).toEqual(
      processDefinitions.map(({ kind }) => kind as string).sort(),
    );
});

test.for(mailLanguages)('every letter in %s is whole, in both parts', (language) => {
  for (const letter of lettersIn(language)) {
    const [text, html] = [layOutText(letter), layOutHtml(letter)];
    const reads = `lang="${language}" dir="${directionOf(language)}"`;
    expect(html).toContain(`<html ${reads}>`);
    // Many programs keep the body only.
    expect(html).toContain(`<table role="presentation" ${reads}`);
    for (const part of [letter.subject, text]) expect(part).not.toMatch(/undefined|null|[{}]|\[object| {2}/);
    for (const paragraph of [letter.subject, letter.heading, ...letter.paragraphs]) {
      expect(paragraph).not.toBe('');
      expect(text.includes(paragraph) || paragraph === letter.subject).toBe(true);
    }
    if (letter.action) expect(text).toMatch(new RegExp(`\\n${letter.action.url}\\n`));
  }
});

test.for(others)(
  'each letter in %s says something else than the English one, in as many parts',
  (language) => {
    const english = lettersIn('en');
    lettersIn(language).forEach((letter, index) => {
      const other = english[index]!;
      expect(Object.keys(letter)).toEqual(Object.keys(other));
      expect(letter.paragraphs).toHaveLength(other.paragraphs.length);
      for (const part of ['subject', 'heading', 'note'] as const)
        if (other[part] !== undefined) expect(letter[part]).not.toBe(other[part]);
      other.paragraphs.forEach((paragraph, place) => expect(letter.paragraphs[place]).not.toBe(paragraph));
      if (other.action) expect(letter.action!.label).not.toBe(other.action.label);
    });
  },
);

test('what is inserted into a right-to-left letter is kept apart from it, and what runs from the right in any', () => {
  const arabic = write('ar', 'submission_commented', seeded.submission_commented[0]!);
  expect(arabic.subject).toContain('\u2068Charles Babbage\u2069');
  expect(arabic.subject).toContain('\u2068Sum of two\u2069');
  expect(arabic.paragraphs[0]).toContain('\u2068Ada Lovelace\u2069');
  const workflowId = 'grade-submission:1';
  const process = write('ar', 'process_needs_person', { name: 'Ada', workflowId });
  expect(process.paragraphs[1]).toContain(`\u2068${workflowId}\u2069`);
  expect(process.action!.url).toBe('https://learn.example/ops/grade-submission%3A1');
  expect(write('en', 'welcome', { name: 'Ada' }).paragraphs[0]).toBe('Hello Ada,');
  expect(write('en', 'welcome', { name: 'علي' }).paragraphs[0]).toBe('Hello \u2068علي\u2069,');
  // Nobody can close what we opened, or open what we do not close.
  expect(write('ar', 'welcome', { name: 'A\u2069da\u202e' }).paragraphs[0]).toContain('\u2068Ada\u2069');
});

test('what stands for a person who is gone, or whom nobody knows, is said in the reader’s language', () => {
  const [, former, nobody] = seeded.submission_commented;
  expect(write('de', 'submission_commented', former!).subject).toBe(
    'Ehemaliges Mitglied hat „Sum of two“ kommentiert',
  );
  expect(write('de', 'submission_commented', nobody!).subject).toBe('Jemand hat „Sum of two“ kommentiert');
  // What they had said went with them.
  const { quotation, paragraphs } = write('de', 'submission_commented', former!);
  expect(quotation).toBeUndefined();
  expect(paragraphs[1]).toBe('Ehemaliges Mitglied hat zu deiner Einreichung geschrieben.');
});

test('pages that are read without signing in are linked in the letter’s language, one’s own pages are not', () => {
  const url = (template: MailTemplate) => write('de', template, seeded[template][0]!).action?.url;
  expect(url('verify_email')).toBe('https://learn.example/de/verify-email/secret');
  expect(url('reset_password')).toBe('https://learn.example/de/reset-password/secret');
  expect(url('invitation')).toBe('https://learn.example/de/invitations/secret');
  expect(url('account_exists')).toBe('https://learn.example/de/sign-in');
  expect(url('export_ready')).toBe('https://learn.example/profile/data');
});

test('a moment is told in the reader’s language and zone; in an unknown zone, as everywhere', () => {
  const told = (language: string, timeZone: string) => momentInWords(at, { language, timeZone });
  expect(told('en', 'UTC')).toBe('21 November 2026 at 11:42 (UTC)');
  expect(told('en', 'Europe/Berlin')).toBe('21 November 2026 at 12:42 (CET)');
  expect(told('de', 'Europe/Berlin')).toBe('21. November 2026 um 12:42 (MEZ)');
  expect(told('ar', 'Asia/Dubai')).toBe('21 نوفمبر 2026 في 3:42 م (غرينتش+4)');
  expect(told('de', 'Mars/Olympus_Mons')).toBe('21. November 2026 um 11:42 (UTC)');
});
