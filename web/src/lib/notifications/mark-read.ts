/** The address that lists the latest and takes what was read. */
export const latestAddress = '/notifications/latest';

/**
 * Notes that one has read these, or all that came until a time; also while the page is being left.
 * @returns whether it is noted
 */
export const markRead = async (read: { ids: string[] } | { until: string }): Promise<boolean> => {
  try {
    const answer = await fetch(latestAddress, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(read),
      keepalive: true,
    });
    return answer.ok;
  } catch {
    // It stays unread, which is what the bell goes on saying.
    return false;
  }
};
