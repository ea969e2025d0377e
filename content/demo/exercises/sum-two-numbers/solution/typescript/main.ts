import { readFileSync } from 'node:fs';

const [first = 0, second = 0]: number[] = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
console.log(first + second);
