import { Type } from 'typebox';
import type { TSchema } from 'typebox';

/** The schema of a success: `{ status, data, message }`. */
export const SuccessOf = <Data extends TSchema>(data: Data) =>
  Type.Object({ status: Type.Literal('success'), data, message: Type.String() });

/** The schema of a page of results; `next` and `previous` are absolute URLs. */
export const ListOf = <Item extends TSchema>(item: Item) =>
  SuccessOf(
    Type.Object({
      count: Type.Integer({ minimum: 0 }),
      next: Type.Union([Type.String(), Type.Null()]),
      previous: Type.Union([Type.String(), Type.Null()]),
      results: Type.Array(item),
    }),
  );

/** The query of every list: `page` from 1, `page_size` at most 100. */
export const PageQuery = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 100_000, default: 1 }),
  page_size: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
});

export const ErrorBody = Type.Object({
  status: Type.Literal('error'),
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    reason: Type.Object(
      {
        code: Type.String(),
        parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
      },
      { description: 'Which refusal it is, with what its words need in any language' },
    ),
    details: Type.Record(Type.String(), Type.Array(Type.String())),
    reasons: Type.Record(
      Type.String(),
      Type.Array(Type.Object({ code: Type.String(), parameters: Type.Record(Type.String(), Type.String()) })),
      { description: 'The details as codes with what their words need' },
    ),
    request_id: Type.String(),
  }),
});

/** Wraps `data` in the success envelope. */
export const success = <Data>(data: Data, message = 'OK') => ({ status: 'success' as const, data, message });
