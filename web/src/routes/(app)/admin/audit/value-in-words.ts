import type { Texts } from '#lib/texts/index.ts';

/** The words for a field's values that are codes. */
const codesOf = (field: string, t: Texts): Record<string, string> =>
  ({
    role: t.common.roles,
    status: { ...t.processes.states, active: t.admin.users.active, deactivated: t.admin.users.deactivated },
    verdict: t.grading.verdicts,
    track: t.admin.users.tracks,
    step: t.processes.steps,
    waiting_for: t.processes.waiting,
    state: t.ops.webhooks.states,
    fault_code: t.ops.webhooks.faults,
  })[field] ?? {};

/** What a field of the audit log held, as people read it; a code without words is shown as it is. */
export const valueInWords = (field: string, value: unknown, t: Texts): string => {
  if (value === undefined || value === null || value === '') return t.audit.nothing;
  if (typeof value === 'boolean') return value ? t.audit.yes : t.audit.no;
  if (typeof value === 'object') return JSON.stringify(value);
  const written = String(value as string | number);
  return codesOf(field, t)[written] ?? written;
};
