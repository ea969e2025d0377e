const steps = [
  { unit: 'MB', bytes: 1_000_000 },
  { unit: 'KB', bytes: 1000 },
];

/** “2.4 MB”, “310 KB”, “1 KB” for less: what a reader compares with the room on their disk. */
export const sizeInWords = (bytes: number): string => {
  const { unit, bytes: size } = steps.find(({ bytes: atLeast }) => bytes >= atLeast) ?? steps[1]!;
  const count = Math.max(1, bytes / size);
  return `${count < 10 && unit === 'MB' ? count.toFixed(1) : Math.round(count)} ${unit}`;
};
