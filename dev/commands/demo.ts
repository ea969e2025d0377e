import process from 'node:process';
import { prepareDemo } from '../demo/prepare.ts';
import { seedDemo } from '../demo/seed.ts';
import { explainFailure } from './explain-failure.ts';

/** One part of the demo's data: `prepare` (accounts and content) or `seed` (work done through the running platform). */
try {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  const applicationUrl = process.env.DATABASE_URL;
  if (!ownerUrl || !applicationUrl) throw new Error('Set DATABASE_OWNER_URL and DATABASE_URL.');
  if (process.argv[2] === 'prepare') await prepareDemo({ ownerUrl, applicationUrl });
  else {
    const { API_URL: apiUrl, WAYMARK_DATA: data } = process.env;
    if (!apiUrl || !data) throw new Error('Set API_URL and WAYMARK_DATA.');
    await seedDemo({ ownerUrl, apiUrl, data });
  }
} catch (error) {
  explainFailure(error);
}
