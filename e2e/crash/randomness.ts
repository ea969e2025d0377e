/** Random choices that a seed repeats. */
export type Randomness = {
  between(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
};

/** mulberry32 by Tommy Ettinger (public domain): enough for choosing victims, and the same on every machine. */
export function randomnessFrom(seed: number): Randomness {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    between: (low, high) => low + next() * (high - low),
    pick: (items) => {
      if (items.length === 0) throw new Error('There is nothing to pick from.');
      return items[Math.floor(next() * items.length)]!;
    },
  };
}
