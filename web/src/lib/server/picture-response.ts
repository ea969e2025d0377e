const types = ['image/png', 'image/jpeg', 'image/webp'];

/**
 * Passes a picture of the API on to the browser. It can do nothing where a browser opens it as a page.
 * @param answer the API's, its body read as a blob
 * @returns the picture, or an empty answer with the API's status; 503 when there was none, or no picture in it
 */
export function pictureResponse(
  answer: { data?: Blob | undefined; response?: Response | undefined },
  cacheControl: string,
): Response {
  const { data, response } = answer;
  if (!data || !types.includes(data.type))
    return new Response(null, { status: !response || response.ok ? 503 : response.status });
  return new Response(data, {
    headers: {
      'content-type': data.type,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': cacheControl,
    },
  });
}
