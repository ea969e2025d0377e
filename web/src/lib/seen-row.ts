/** A row as somebody saw it on a page. An act on several rows leaves alone what has another revision by then. */
export type SeenRow = { id: string; revision: number };

/** A form's value for a row as it was seen. */
export const seenValue = ({ id, revision }: SeenRow): string => `${revision}:${id}`;

/**
 * The rows that a form names by their `seenValue`.
 * @param field the name of the form's field, once a row; a value that is none is left out
 */
export const readSeenRows = (form: FormData, field: string): SeenRow[] =>
  form.getAll(field).flatMap((value) => {
    const [, revision, id] = /^(\d{1,9}):([\w:.-]{1,200})$/.exec(String(value)) ?? [];
    return id ? [{ id, revision: Number(revision) }] : [];
  });
