import type { Texts } from '#lib/texts/index.ts';
import { wordOf } from '#lib/texts/word-of.ts';

/** The words for a field's values that are codes; undefined for a field that holds what people wrote. */
const codesOf = (field: string, t: Texts): object | undefined =>
  new Map<string, object>([
    ['role', t.common.roles],
    [
      'status',
      { ...t.processes.states, active: t.admin.users.active, deactivated: t.admin.users.deactivated },
    ],
    ['verdict', t.grading.verdicts],
    ['track', t.admin.users.tracks],
    ['step', t.processes.steps],
    ['waiting_for', t.processes.waiting],
    ['state', t.ops.webhooks.states],
    ['fault_code', t.ops.webhooks.faults],
  ]).get(field);

/** Which modules of an organisation are on, by the names they are kept by. */
const modulesInWords = (modules: object, t: Texts, language: string): string =>
  new Intl.ListFormat(language, { type: 'unit' }).format(
    Object.entries(modules).map(([name, isOn]) =>
      t.audit.moduleSwitched({ name: wordOf({}, name), state: isOn ? 'on' : 'off' }),
    ),
  );

/** What a field of the audit log held, as people read it in their language; a code without words is told by its name. */
export const valueInWords = (field: string, value: unknown, t: Texts, language: string): string => {
  if (value === undefined || value === null || value === '') return t.audit.nothing;
  if (typeof value === 'boolean') return value ? t.audit.yes : t.audit.no;
  if (typeof value === 'object')
    return field === 'modules'
      ? modulesInWords(value, t, language) || t.audit.nothing
      : JSON.stringify(value);
  const written = String(value as string | number);
  const codes = codesOf(field, t);
  return codes ? wordOf(codes, written) : written;
};
