/** A UUID, as a piece of a longer pattern. */
export const uuidPattern = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

const wholeUuid = new RegExp(`^${uuidPattern}$`, 'i');

/** Whether a text from outside is a UUID with its hyphens, in either case: an id that the API can be asked for. */
export const isUuid = (text: string): boolean => wholeUuid.test(text);
