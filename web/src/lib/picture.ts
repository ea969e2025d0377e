import { uuidPattern } from './uuid.ts';

/** The API's own limit, told before anything is sent. */
export const maxPictureBytes = 4 * 1024 * 1024;

const pictureUrl = new RegExp(`^/api/users/(${uuidPattern})/picture/([0-9a-f]{64})$`);

/**
 * Where the site shows a picture that the API names: on the site's own origin, where the session's cookie counts.
 * @param url the API's `picture_url`
 * @returns null without a picture, and for anything that is no picture of the API's own
 */
export const pictureSource = (url: string | null): string | null => {
  const [, person, hash] = pictureUrl.exec(url ?? '') ?? [];
  return person && hash ? `/pictures/${person}/${hash}` : null;
};
