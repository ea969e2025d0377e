import { readFileSync } from 'node:fs';

const [first, second] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
console.log(first + second);
