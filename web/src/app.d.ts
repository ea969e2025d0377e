import type { ApiFailure } from '#lib/server/api-failure.ts';
import type { ApiClient } from '#lib/server/api-client.ts';
import type { Viewer } from '#lib/viewer.ts';

declare global {
  namespace App {
    interface Error {
      code?: string;
      requestId?: string;
    }
    interface Locals {
      /** Talks to the API as this request's viewer, with their address and this request's id. */
      api: ApiClient;
      /** Who is signed in, or null. */
      viewer: Viewer | null;
      /** Why nobody could be identified: the API did not answer, or refused for now. */
      outage: ApiFailure | null;
      /** The language that this request is answered in, one of the site's. */
      language: string;
      requestId: string;
    }
    interface PageData {
      viewer: Viewer | null;
      /** When the page was read, by the server's clock; in milliseconds since 1970. For whoever signed in. */
      loadedAt?: number;
    }
  }
}

export {};
