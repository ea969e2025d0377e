import process from 'node:process';
import { examine } from '../doctor/examine.ts';
import { readSettings } from '../platform/settings.ts';
import { explainFailure } from './explain-failure.ts';

try {
  const findings = await examine(readSettings([]));
  for (const { about, found, advice, optional } of findings) {
    console.log(`${advice ? (optional ? '·' : '!') : '✓'} ${about}: ${found}`);
    if (advice) console.log(`    ${advice}`);
  }
  const serious = findings.filter(
    ({ advice, optional }) => advice && !optional && !advice.startsWith('Nothing to do'),
  );
  console.log(
    serious.length === 0 ? '\nNothing stands in the way of npm start.' : `\n${serious.length} to look at.`,
  );
  process.exitCode = serious.length === 0 ? 0 : 1;
} catch (error) {
  explainFailure(error);
}
