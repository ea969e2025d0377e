import process from 'node:process';
import { checkSite, checkTypes } from './tools.ts';

process.exitCode = (await checkTypes()) || (await checkSite());
