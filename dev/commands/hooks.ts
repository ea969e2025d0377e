import process from 'node:process';
import { root } from '../platform/settings.ts';
import { runOrThrow } from '../processes/run.ts';
import { explainFailure } from './explain-failure.ts';

const folder = 'dev/hooks';

try {
  if (process.argv.includes('--off')) {
    await git('config', '--unset', 'core.hooksPath');
    console.log('Commits are no longer looked at.');
  } else {
    await git('config', 'core.hooksPath', folder);
    console.log(`Each commit is looked at first, by ${folder}. npm run hooks -- --off ends that.`);
  }
} catch (error) {
  explainFailure(error);
}

async function git(...parameters: string[]): Promise<void> {
  await runOrThrow('git', parameters, { cwd: root });
}
