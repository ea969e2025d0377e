import { Type } from 'typebox';
import { nameFault } from '#domain/accounts/person-name.ts';
import { refinedBy } from './refined.ts';

/** An address as RFC 5321 bounds it; `format: email` checks its form. */
export const Email = Type.String({ format: 'email', maxLength: 254, description: 'An e-mail address.' });
/** Whether it is good enough is for domain/accounts/password.ts to say; the bound keeps hashing cheap. */
export const Password = Type.String({ minLength: 1, maxLength: 200 });
export const PersonName = refinedBy(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }), nameFault);
export const Uuid = Type.String({ format: 'uuid' });
export const Time = Type.String({ format: 'date-time' });
export const Slug = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
export const SecretToken = Type.String({ minLength: 20, maxLength: 200, pattern: '^[A-Za-z0-9_-]+$' });
/** Why somebody did something, for who reads it later: blanks are no reason. */
export const Reason = Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' });

export const Nullable = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);
