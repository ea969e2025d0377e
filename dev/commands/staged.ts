import process from 'node:process';
import { checkStaged } from './tools.ts';

process.exitCode = await checkStaged();
