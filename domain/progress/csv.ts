export type Cell = string | number | null;

// By this mark spreadsheets see that the text is UTF-8; without it they take "é" for two letters of Windows-1252.
const byteOrderMark = '\uFEFF';

/**
 * A table as RFC 4180 writes it, with a header line, behind a byte-order mark.
 * @param columns the header, and how each cell is got from a row
 */
export function csvOf<Row>(
  columns: readonly { title: string; cell: (row: Row) => Cell }[],
  rows: readonly Row[],
): string {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ];
  return byteOrderMark + lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // Spreadsheets take a text that begins like this for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
