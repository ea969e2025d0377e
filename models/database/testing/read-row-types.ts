import path from 'node:path';
import ts from 'typescript';

/** A column by what JavaScript gets of it. */
export type Kind = 'string' | 'number' | 'boolean' | 'Date' | 'Buffer' | 'array' | 'object';

/** The type that a statement's rows are given in a file, as `name: kind` sorted by name. */
export type RowType = { type: string; columns: string[] };

const root = path.resolve(import.meta.dirname, '../../..');
const asking = ['raw', 'select', 'first', 'read'];

/**
 * The row types by which files read: what stands between the angle brackets of `raw`, `select`, `first` and `read`.
 * @param files paths in `models/`, without `.ts`
 * @returns by file; they are gone when the program runs, so the compiler is asked
 */
export function readRowTypes(files: readonly string[]): Map<string, RowType[]> {
  const configuration = ts.getParsedCommandLineOfConfigFile(
    path.join(root, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '));
      },
    },
  );
  const paths = files.map((file) => path.join(root, 'models', `${file}.ts`));
  const program = ts.createProgram(paths, configuration!.options);
  const checker = program.getTypeChecker();
  return new Map(
    files.map((file, index) => {
      const found: RowType[] = [];
      const visit = (node: ts.Node): void => {
        ts.forEachChild(node, visit);
        if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
        const [given] = node.typeArguments ?? [];
        if (!given || !asking.includes(node.expression.name.text)) return;
        found.push({ type: given.getText(), columns: columnsOf(checker, rowOf(checker, given)) });
      };
      visit(program.getSourceFile(paths[index]!)!);
      return [file, found];
    }),
  );
}

/** `{ rows: Row[] }`, `Row[]` and `Row | undefined` are of one row. */
function rowOf(checker: ts.TypeChecker, given: ts.TypeNode): ts.Type {
  const type = checker.getNonNullableType(checker.getTypeFromTypeNode(given));
  const rows = type.getProperty('rows');
  const list = rows && !checker.isArrayLikeType(type) ? checker.getTypeOfSymbol(rows) : type;
  return list.getNumberIndexType() ?? list;
}

function columnsOf(checker: ts.TypeChecker, row: ts.Type): string[] {
  return (
    checker
      .getPropertiesOfType(row)
      // A model is a row type as well; what it inherits is no column.
      .filter(({ declarations: [it] = [] }) => !it?.getSourceFile().fileName.includes('node_modules'))
      .map((column) => `${column.name}: ${kindOf(checker, checker.getTypeOfSymbol(column))}`)
      .sort()
  );
}

function kindOf(checker: ts.TypeChecker, type: ts.Type): Kind {
  const bare = checker.getNonNullableType(type);
  const parts = bare.isUnion() ? bare.types : [bare];
  const all = (flags: ts.TypeFlags) => parts.every((part) => (part.flags & flags) !== 0);
  if (all(ts.TypeFlags.StringLike)) return 'string';
  if (all(ts.TypeFlags.NumberLike)) return 'number';
  if (all(ts.TypeFlags.BooleanLike)) return 'boolean';
  const name = bare.getSymbol()?.name;
  if (name === 'Date' || name === 'Buffer') return name;
  return checker.isArrayLikeType(bare) ? 'array' : 'object';
}
