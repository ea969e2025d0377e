import process from 'node:process';
import { findEngine } from '../docker/find-engine.ts';
import { buildImage } from '../images/build-image.ts';
import { explainFailure } from './explain-failure.ts';

try {
  const socket = await findEngine();
  if (!socket) throw new Error('No Docker Engine answers. npm run doctor tells what to do.');
  const name = process.argv[2] ?? 'waymark:latest';
  await buildImage({ socket, name, report: (line) => console.log(`→ ${line}`) });
  console.log(`Built ${name}. docker-compose.yml runs it.`);
} catch (error) {
  explainFailure(error);
}
