import { Connection } from '@temporalio/client';
import { connectionOptionsOf } from '../connection-settings.ts';
import type { ReachableTemporal } from '../connection-settings.ts';
import { organisationKey, processKey, stateKey, userKey } from '../search-attribute-keys.ts';

/** What ops can filter processes by in Temporal: keywords all. */
const searchAttributeNames = [organisationKey, userKey, processKey, stateKey].map(({ name }) => name);

/** Flags that make the development server know them from its first moment. */
export function searchAttributeFlags(): string[] {
  return searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]);
}

// temporal.api.enums.v1.IndexedValueType
const keyword = 2;

/**
 * Registers them on any server that lacks some, e.g. a production cluster.
 * @returns the names that were added
 */
export async function registerSearchAttributes(temporal: ReachableTemporal): Promise<string[]> {
  const { namespace } = temporal;
  const connection = await Connection.connect(connectionOptionsOf(temporal));
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = searchAttributeNames.filter((name) => !(name in (customAttributes ?? {})));
    if (missing.length > 0) {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
      });
    }
    return missing;
  } finally {
    await connection.close();
  }
}
