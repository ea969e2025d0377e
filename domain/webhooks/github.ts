import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { isPlain, namesOf } from './outside-event.ts';
import type { OutsideEvent } from './outside-event.ts';

const Numbered = Type.Optional(Type.Object({ number: Type.Integer() }));
const Identified = Type.Optional(Type.Object({ id: Type.Integer() }));

/** What is read of GitHub's events (https://docs.github.com/webhooks/webhook-events-and-payloads). */
const GitHubEvent = Type.Object({
  action: Type.Optional(Type.String()),
  repository: Identified,
  installation: Identified,
  pull_request: Numbered,
  issue: Numbered,
});

/** What a pull request or issue is called among `process_references`: by the repository's id, which a new name does not change. */
export const gitHubName = (repositoryId: number, number?: number): string =>
  `repository:${repositoryId}${number === undefined ? '' : `#${number}`}`;

/**
 * Reads an event of GitHub's, whose id and kind are in headers.
 * @param headers.delivery `X-GitHub-Delivery`
 * @param headers.event `X-GitHub-Event`
 * @returns null when it is none
 */
export function describeGitHubEvent(
  body: unknown,
  headers: { delivery: unknown; event: unknown },
): OutsideEvent | null {
  const { delivery, event } = headers;
  if (!isPlain(delivery) || !isPlain(event) || !Value.Check(GitHubEvent, body)) return null;
  const type = body.action === undefined ? event : `${event}.${body.action}`;
  if (!isPlain(type)) return null;
  const { repository, installation } = body;
  const number = (body.pull_request ?? body.issue)?.number;
  return {
    id: delivery,
    type,
    names: namesOf([
      repository && number !== undefined && gitHubName(repository.id, number),
      repository && gitHubName(repository.id),
      installation && `installation:${installation.id}`,
    ]),
    happenedAt: null,
  };
}
