import type { Page } from 'playwright-core';

/** Puts `code` in place of what is in the editor, as one who types would: undo takes it back. */
export async function writeCode(page: Page, code: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
}

/** Hands in what is in the editor, and goes to the submission's own page. */
export async function handInAndOpen(page: Page): Promise<void> {
  const link = page.getByRole('link', { name: 'Page of this submission' });
  const before = (await link.count()) > 0 ? ((await link.getAttribute('href')) ?? '') : '';
  await page.getByRole('button', { name: 'Submit' }).click();
  await link.and(page.locator(`:not([href="${before}"])`)).click();
  await page.waitForURL('**/submissions/**');
}
