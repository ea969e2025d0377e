import process from 'node:process';
import { unitTests } from './tools.ts';

process.exitCode = await unitTests(process.argv.slice(2));
