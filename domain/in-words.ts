/** The names that stand in braces in a sentence; JSON that it quotes is none. */
export type ParameterOf<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name extends `"${string}`
    ? ParameterOf<Rest>
    : Name | ParameterOf<Rest>
  : never;

/** A sentence with its parameters in the places that `{name}` keeps for them. */
export const inWords = (sentence: string, parameters: Record<string, string | number>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(parameters[name] ?? ''));
