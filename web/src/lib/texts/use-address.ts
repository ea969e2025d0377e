import { page } from '$app/state';
import { addressIn, readAddress } from './address.ts';

/** What keeps a reader in the language of their address: whatever leads to another page of this site asks it, in components. */
export const useAddress =
  () =>
  (path: string): string =>
    addressIn(readAddress(page.url.pathname).language, path);
