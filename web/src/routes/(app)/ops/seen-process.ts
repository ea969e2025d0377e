/** A form's value for a process as it was seen. */
export const seenProcess = ({
  workflow_id: id,
  revision,
}: {
  workflow_id: string;
  revision: number;
}): string => `${revision}:${id}`;

/** What such a value says; undefined for what is none. */
export function readSeen(value: string): { workflowId: string; revision: number } | undefined {
  const parts = /^(\d{1,9}):([\w:.-]{1,200})$/.exec(value);
  return parts ? { revision: Number(parts[1]), workflowId: parts[2]! } : undefined;
}
