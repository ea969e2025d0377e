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
      requestId: string;
    }
    interface PageData {
      viewer: Viewer | null;
    }
  }
}

export {};
