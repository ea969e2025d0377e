import process from 'node:process';
import { checkFormat, lint } from './tools.ts';

process.exitCode = (await lint(process.argv.includes('--fix') ? ['--fix'] : [])) || (await checkFormat());
