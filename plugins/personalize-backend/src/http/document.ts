import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { middleware } from 'express-openapi-validator';
import { parse } from 'yaml';

/** The OpenAPI document of the plugin, as the validator takes it. */
export type OpenApiDocument = Exclude<
  Parameters<typeof middleware>[0]['apiSpec'],
  string
>;

/** Reads `schema/openapi.yaml`, which is part of the published package. */
export function readDocument(): OpenApiDocument {
  return parse(
    readFileSync(
      resolvePackagePath(
        '@personalize-portal/backstage-plugin-personalize-backend',
        'src/schema/openapi.yaml',
      ),
      'utf8',
    ),
  );
}
