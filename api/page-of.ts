import type { FastifyRequest } from 'fastify';

/**
 * One page of a list as the API answers it.
 * @param request its query holds `page` and `page_size` (schemas/envelope.ts, PageQuery); the other parameters stay in the links
 * @param count of the whole list
 */
export function pageOf<Item>(
  request: FastifyRequest<{ Querystring: { page: number; page_size: number } }>,
  count: number,
  results: Item[],
) {
  const { page, page_size: size } = request.query;
  const link = (number: number) => {
    const url = new URL(request.url, request.server.config.apiUrl);
    url.searchParams.set('page', String(number));
    return url.href;
  };
  return {
    count,
    next: page * size < count ? link(page + 1) : null,
    previous: page > 1 ? link(Math.min(page - 1, Math.max(1, Math.ceil(count / size)))) : null,
    results,
  };
}
