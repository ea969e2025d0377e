import { launchPlatform } from './launch-platform.ts';
import type { SharedServices } from './services.ts';

/** One whole platform with its demo data, for all browser tests of the run. */
export async function startSharedPlatform(
  onStop: (stop: () => Promise<void>) => void,
): Promise<SharedServices['platform']> {
  const platform = await launchPlatform({
    demo: true,
    environment: {
      RATE_LIMIT_ANONYMOUS: '100000',
      RATE_LIMIT_SIGNED_IN: '100000',
      RATE_LIMIT_SIGN_INS: '100000',
      RATE_LIMIT_REGISTRATIONS: '100000',
      RATE_LIMIT_VISITOR_RUNS: '100000',
    },
  });
  onStop(() => platform.remove());
  const { siteUrl, apiUrl, mailUrl, data, temporalAddress } = platform;
  const ownerUrl = platform.record().databaseOwnerUrl;
  if (!ownerUrl) throw new Error('The platform did not say where its database is.');
  return { siteUrl, apiUrl, mailUrl, data, temporalAddress, ownerUrl };
}
