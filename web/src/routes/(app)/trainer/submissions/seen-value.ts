/** A form's value for a submission as it was seen: what changed since then stays as it is. */
export const seenValue = ({ id, revision }: { id: string; revision: number }): string => `${id}:${revision}`;
