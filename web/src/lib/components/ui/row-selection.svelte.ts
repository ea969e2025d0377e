/**
 * Which rows of a list are chosen for an act on several. What has left the list, or may not be chosen any more, is chosen no longer.
 * @param choosable the values of the rows that may be chosen now; a getter, read anew whenever the list changes
 */
export function rowSelection(choosable: () => string[]) {
  let chosen = $state<string[]>([]);
  const standing = $derived.by(() => {
    const there = choosable();
    return chosen.filter((value) => there.includes(value));
  });
  return {
    get values(): string[] {
      return standing;
    },
    get all(): boolean {
      return standing.length > 0 && standing.length === choosable().length;
    },
    get some(): boolean {
      return standing.length > 0 && standing.length < choosable().length;
    },
    has: (value: string): boolean => standing.includes(value),
    choose(value: string, isChosen: boolean): void {
      chosen = isChosen ? [...standing, value] : standing.filter((one) => one !== value);
    },
    /** Of those that are chosen, only these stay so. */
    keep(values: readonly string[]): void {
      chosen = standing.filter((value) => values.includes(value));
    },
    chooseAll(isChosen: boolean): void {
      chosen = isChosen ? choosable() : [];
    },
  };
}

export type RowSelection = ReturnType<typeof rowSelection>;
