import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { organisationTextKinds } from '#lib/organisation-texts.ts';
import { renderMarkdown } from './markdown.ts';
import { missingIn, platformText } from './platform-texts.ts';

const silent = { name: 'Trail School', postal_address: null, contact_email: null };
const whole = {
  name: 'Trail *School* [x](y)',
  postal_address: 'Trail Street 1\n\n<b>12345</b> Berlin',
  contact_email: 'hello+us@example.com',
};
const here = (address: string) => address;
const languages = readdirSync(path.resolve(import.meta.dirname, '../../../messages'));
const each = languages.flatMap((language) => organisationTextKinds.map((kind) => [kind, language] as const));

test.each(each)('%s in %s stands in every language of the site, and shows no gap', async (kind, language) => {
  for (const organisation of [silent, whole]) {
    const text = platformText(kind, language, organisation, here);
    expect(text).not.toMatch(/[{}]|null/);
    expect(text.length).toBeGreaterThan(60);
  }
});

test.each(each)('%s in %s says as much as the English one', (kind, language) => {
  const shape = (one: string) =>
    platformText(kind, one, whole, here)
      .split('\n')
      .map((line) => /^(#+|-)? ?/.exec(line)![0].trim() + (line === '' ? '' : '.'));
  expect(shape(language)).toEqual(shape('en'));
});

test('what the organisation did not say is left out, with the whole paragraph, and named to who can mend it', () => {
  expect(platformText('imprint', 'en', silent, here)).not.toMatch(/E-mail/);
  expect(platformText('contact', 'en', silent, here)).not.toMatch(/By post|By e-mail/);
  expect(missingIn('imprint', silent)).toEqual(['postal_address', 'contact_email']);
  expect(missingIn('imprint', whole)).toEqual([]);
});

test('what the organisation said is shown as it is written, whatever signs are in it', async () => {
  const { html } = await renderMarkdown(platformText('contact', 'en', whole, here));
  expect(html).toContain('<strong>Trail *School* [x](y)</strong>');
  expect(html).toMatch(/Trail Street 1<br \/>\n&lt;b&gt;12345&lt;\/b&gt; Berlin/);
  expect(html).toContain('<a href="mailto:hello%2Bus@example.com">hello+us@example.com</a>');
});

test('a link to another page keeps the reader’s language', () => {
  expect(platformText('contact', 'de', whole, (address) => `/de${address}`)).toContain('](/de/status)');
});
