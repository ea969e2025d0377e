import process from 'node:process';
import { writeFormat } from './tools.ts';

process.exitCode = await writeFormat();
