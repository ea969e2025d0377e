/** What texts ask that differ by whose data it is. @param child their name, null for one's own */
export const whoseWords = (child: string | null): { whose: 'own' | 'child'; child: string } => ({
  whose: child === null ? 'own' : 'child',
  child: child ?? '',
});
