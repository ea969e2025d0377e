import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Category as CategoryModel } from '#models/curriculum/category.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { catalogueScope } from '#api/catalogue-scope.ts';
import { publicAnswers } from '#api/public-answers.ts';
import { Category } from '#api/schemas/course.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';

export default (async (app) => {
  await app.register(publicAnswers);
  app.get(
    '/',
    {
      schema: {
        operationId: 'listCategories',
        summary: 'The catalogue’s categories, in order',
        tags: ['curriculum'],
        response: { 200: SuccessOf(Type.Array(Category)) },
      },
      config: { permission: 'public', fromCatalogue: true },
    },
    async (request) => {
      const { organisationId } = await catalogueScope(request);
      // Nothing in them is anybody's own.
      const categories = await app.catalogue.read(`categories ${organisationId}`, () =>
        inOrganisation(app.database, organisationId, async (trx) =>
          CategoryModel.query(trx).orderBy(['position', 'slug']),
        ),
      );
      return success(categories.map(({ slug, name }) => ({ slug, name })));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
