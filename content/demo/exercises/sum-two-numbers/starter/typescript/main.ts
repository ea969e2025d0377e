import { readFileSync } from 'node:fs';

const numbers: string[] = readFileSync(0, 'utf8').trim().split(/\s+/);

// numbers is an array of texts, such as ["2", "3"]. Print the sum of the two.
console.log(numbers);
