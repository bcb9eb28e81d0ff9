import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { middleware } from 'express-openapi-validator';
import { parse } from 'yaml';

/** The OpenAPI document of the plugin, as the validator takes it. */
export type OpenApiDocument = Exclude<
  Parameters<typeof middleware>[0]['apiSpec'],
  string
>;

let known: OpenApiDocument | undefined;

/** Reads `schema/openapi.yaml`, which is part of the published package, once. */
export function readDocument(): OpenApiDocument {
  if (!known) {
    const document: OpenApiDocument = parse(
      readFileSync(
        resolvePackagePath(
          '@personalize-portal/backstage-plugin-personalize-backend',
          'src/schema/openapi.yaml',
        ),
        'utf8',
      ),
    );
    known = document;
  }
  return known;
}
