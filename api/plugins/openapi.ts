import swagger from '@fastify/swagger';
import fp from 'fastify-plugin';
import { ErrorBody } from '../schemas/envelope.ts';
import { quickToSerialize } from '../quick-to-serialize.ts';

const description = `Every answer is \`{ status: "success", data, message }\` or \`{ status: "error", error: { code, message, reason, details, reasons, request_id } }\`.
Fields that a body's schema does not name are ignored. Times are ISO 8601 in UTC, ids are UUIDs, a trailing slash is accepted.

**Limits.** Requests are counted by the hour. \`X-RateLimit-Limit\`, \`X-RateLimit-Remaining\` and \`X-RateLimit-Reset\` (epoch seconds) are whole numbers on every counted answer; 2147483647 means that there is no limit, as for admins. A 429 also has \`Retry-After\` (seconds). Health and metrics are not counted.

**Versions.** Additions come without notice: clients ignore fields they do not know. A breaking change gets \`/api/v2\`; the older route then answers with a \`Deprecation\` header for at least six months.`;

/** Collects every route's schema into one OpenAPI 3.1 document: the contract that the site's client is generated from. */
export default fp(
  async (app) => {
    const documented = new WeakMap<object, object>();
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Waymark', version: '1.0.0', description },
        servers: [{ url: '/' }],
        components: {
          securitySchemes: { access_token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        },
      },
      transform: ({ schema, url, route }) => {
        const { querystring, body } = (schema ?? {}) as { querystring?: unknown; body?: unknown };
        const contract = {
          ...schema,
          ...(querystring !== undefined && { querystring: withoutDefaultedRequired(querystring) }),
          ...(body !== undefined && { body: withoutDefaultedRequired(body) }),
          response: documented.get(schema.response as object),
        };
        return {
          schema:
            route.config?.permission === 'public'
              ? contract
              : { ...contract, security: [{ access_token: [] }] },
          url,
        };
      },
    });
    app.addHook('onRoute', (route) => {
      if (!route.schema || route.schema.hide) return;
      const response = {
        '4xx': ErrorBody,
        '5xx': ErrorBody,
        ...(route.schema.response as object | undefined),
      };
      const serialized = quickToSerialize(response);
      documented.set(serialized, response);
      route.schema = { ...route.schema, response: serialized };
    });
  },
  { name: 'openapi' },
);

/** What has a default need not be sent: the schemas check what is there once defaults are filled in, the contract tells what to send. */
function withoutDefaultedRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDefaultedRequired);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withoutDefaultedRequired(value)]),
  ) as { required?: unknown; properties?: Record<string, object> };
  const { required, properties } = copy;
  if (!Array.isArray(required) || properties === undefined) return copy;
  const needed = required.filter((name: string) => !('default' in (properties[name] ?? {})));
  const { required: _all, ...optional } = copy;
  return needed.length > 0 ? { ...copy, required: needed } : optional;
}
