import { mayOpen } from '#lib/access.ts';
import { getProcessStory } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends('waymark:process');
  const path = { workflowId: params.workflow };
  return {
    process: await answer(getProcessStory({ client: locals.api, path })),
    // Whoever looks after processes can do more there.
    console:
      locals.viewer && mayOpen(locals.viewer, '/ops') ? `/ops/${encodeURIComponent(params.workflow)}` : null,
  };
};
