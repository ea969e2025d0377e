import { ApiFailure } from './api-failure.ts';

/** More would wait in the API's own queue, and take from others who ask at the same time. */
const atOnce = 4;
/** More are on no page, and a form that names more is refused. */
export const maxRows = 100;

export type RowOutcome<Row> = {
  row: Row;
  /** Why it was not done: a code of the API, or of whoever acts; null when it was. */
  failed: string | null;
};

/**
 * Does the same to each of several rows by the route that does it to one, so permissions, checks and audit entries are that route's. What fails for one row
 * keeps nobody else from theirs, and is told of that row; a row that was named twice is acted on once.
 * @param act returns a code where it was not done; the API's refusals need no catching
 * @throws whatever is no refusal of the API
 */
export async function actOnEach<Row extends string>(
  rows: readonly Row[],
  act: (row: Row) => Promise<string | null>,
): Promise<RowOutcome<Row>[]> {
  const distinct = [...new Set(rows)];
  const outcomes: RowOutcome<Row>[] = [];
  const waiting = distinct.entries();
  const worker = async () => {
    for (const [place, row] of waiting) outcomes[place] = { row, failed: await outcomeOf(() => act(row)) };
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

async function outcomeOf(act: () => Promise<string | null>): Promise<string | null> {
  try {
    return await act();
  } catch (failure) {
    if (failure instanceof ApiFailure) return failure.code;
    throw failure;
  }
}
