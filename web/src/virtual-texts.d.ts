/** Made by web/message-catalogue.ts. */
declare module 'virtual:texts' {
  /** Fetches an area's texts, by language and area. */
  export const loaders: Record<string, Record<string, () => Promise<unknown>>>;
  /** The areas that each route says, by its id. */
  export const areas: Record<string, string[]>;
}
