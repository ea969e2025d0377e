/** What `like` matches wherever a text holds the given one; its `%`, `_` and `\\` mean themselves. */
export const containing = (text: string): string => `%${literally(text)}%`;

/** What `like` matches where a text begins with the given one. */
export const beginningWith = (text: string): string => `${literally(text)}%`;

const literally = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
