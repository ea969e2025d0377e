import type { Knex } from 'knex';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { definitionOf, parseWorkflowId } from '#domain/processes/index.ts';

/**
 * Compares the story of every process with its definition. What an erasure has emptied is left out.
 * @param owner a pool of the owner's role
 * @returns a sentence for each event that the definition has not, or not with these parameters
 */
export async function strayEvents(owner: Knex): Promise<string[]> {
  const { rows } = await owner.raw<{
    rows: { workflow_id: string; event: string; detail: Record<string, unknown> }[];
  }>(
    `select workflow_id, event, detail from process_events
     where detail <> '{}' or workflow_id not in (
       select workflow_id from processes join erasures using (user_id) where erasures.status in ('erasing', 'erased')
       union select 'send-mail:' || id from mails where recipient = 'erased'
     ) order by id`,
  );
  return rows.flatMap(({ workflow_id: workflowId, event, detail }) => {
    const kind = parseWorkflowId(workflowId)?.kind;
    if (kind === undefined) return [];
    const schema = definitionOf(kind).events[event];
    if (!schema) return [`domain/processes/${kind}.ts has no event “${event}”.`];
    const closed = Type.Object(schema.properties, { additionalProperties: false });
    return Value.Check(closed, detail)
      ? []
      : [`The event “${event}” of ${kind} was noted with other parameters: ${JSON.stringify(detail)}`];
  });
}
