/** What the site's own action answers when the API refuses. */
export const refusal = (status: number, data: Record<string, unknown>) => ({
  status,
  contentType: 'application/json',
  // Data travels flat: an object of places, and what stands at them.
  body: JSON.stringify({
    type: 'failure',
    status,
    data: JSON.stringify([
      Object.fromEntries(Object.keys(data).map((name, index) => [name, index + 1])),
      ...Object.values(data),
    ]),
  }),
});
